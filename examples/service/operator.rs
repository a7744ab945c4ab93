//! The operator, and the file that the operator changes.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

/// Removed when dropped.
pub(crate) struct File(PathBuf);

impl File {
    pub(crate) fn create(text: &str) -> io::Result<Self> {
        let name = format!("retries-example-service-{}.toml", process::id());
        let file = Self(env::temp_dir().join(name));
        file.write(text)?;
        Ok(file)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Replaces the whole file at once: a reader sees the old text or the new text, never a part.
    pub(crate) fn write(&self, text: &str) -> io::Result<()> {
        let new = self.0.with_extension("new");
        fs::write(&new, text)?;
        fs::rename(new, &self.0)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // The program ends, so an error would have no use.
        let _ = fs::remove_file(&self.0);
    }
}
