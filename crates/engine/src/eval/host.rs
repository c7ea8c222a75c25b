//! The outside world as the engine sees it.

use crate::value::Result;

/// Files, clock and environment of the machine; what reaches R code reaches it through here.
pub trait Host {
    /// The content of a file; every file read is remembered.
    fn read(&mut self, path: &str) -> Result<Vec<u8>>;

    /// Writes a file.
    fn write(&mut self, path: &str, content: &[u8]) -> Result<()>;

    /// Deletes a file; whether there was one.
    fn remove(&mut self, path: &str) -> Result<bool>;

    /// Names in a folder, sorted; `None` when it is no folder.
    fn list(&mut self, path: &str) -> Option<Vec<Entry>>;

    /// What is at a path, if anything.
    fn look(&mut self, path: &str) -> Option<Entry>;

    /// The working folder.
    fn folder(&self) -> String;

    /// Changes the working folder.
    fn set_folder(&mut self, path: &str) -> Result<()>;

    /// Seconds since 1970-01-01 UTC.
    fn now(&self) -> f64;

    /// An environment variable.
    fn variable(&self, name: &str) -> Option<String>;

    /// Sets an environment variable for this session.
    fn set_variable(&mut self, name: &str, value: Option<&str>);

    /// The seed of a session that sets none itself.
    fn seed(&self) -> i32;

    /// The files read so far, in the order of first reading: path, SHA-256 and size.
    fn inputs(&self) -> Vec<(String, String, u64)>;
}

/// Something in a folder.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name without the folder.
    pub name: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// Size in bytes.
    pub size: u64,
    /// Seconds since 1970 of its last change.
    pub modified: f64,
}
