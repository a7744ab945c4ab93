//! Prints text and writes files.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use retry_lab::picture;

use super::failure::Failure;

/// The name of a file and its bytes.
pub(crate) type File = (String, Vec<u8>);

/// Prints text. A pipe whose reader has gone ends the command without an error.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::ClosedOutput,
        _ => Failure::File(format!("the output: {error}")),
    })
}

/// Returns the files of a plot: SVG and PNG.
pub(crate) fn plot(name: &str, svg: String) -> Result<[File; 2], Failure> {
    let file = format!("{name}.png");
    let png = picture::png(&svg).map_err(|error| Failure::File(format!("{file}: {error}")))?;
    Ok([(format!("{name}.svg"), svg.into_bytes()), (file, png)])
}

/// Writes files into a directory, which is made if it is missing. Each file is written beside its place first, so that
/// an earlier report is not lost if this one cannot be written.
pub(crate) fn write(directory: &Path, files: &[File]) -> Result<(), Failure> {
    fs::create_dir_all(directory).map_err(|error| Failure::file(directory, &error))?;
    for (name, bytes) in files {
        let path = directory.join(name);
        let draft = directory.join(format!("{name}.part"));
        fs::write(&draft, bytes).map_err(|error| Failure::file(&draft, &error))?;
        fs::rename(&draft, &path).map_err(|error| Failure::file(&path, &error))?;
    }
    Ok(())
}
