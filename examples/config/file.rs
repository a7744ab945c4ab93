//! The file with the settings.

use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs, io, process};

use retries::{Budget, Policy};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Settings {
    #[serde(deserialize_with = "retries::duration::deserialize")]
    pub(crate) attempt_timeout: Duration,
    pub(crate) retry: Policy,
    pub(crate) budget: Budget,
}

/// Removed when dropped.
pub(crate) struct File(PathBuf);

impl File {
    pub(crate) fn create(text: &str) -> io::Result<Self> {
        let name = format!("retries-example-{}.toml", process::id());
        let file = Self(env::temp_dir().join(name));
        file.write(text)?;
        Ok(file)
    }

    pub(crate) fn write(&self, text: &str) -> io::Result<()> {
        fs::write(&self.0, text)
    }

    pub(crate) fn settings(&self) -> Result<Settings, Box<dyn std::error::Error>> {
        let settings: Settings = toml::from_str(&fs::read_to_string(&self.0)?)?;
        let attempt_timeout = settings.attempt_timeout;
        settings.retry.attempt_timeout(attempt_timeout).validate()?;
        Ok(settings)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // The program ends, so an error would have no use.
        let _ = fs::remove_file(&self.0);
    }
}
