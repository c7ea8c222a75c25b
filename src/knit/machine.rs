//! The machine raglan runs on, as the engine's host: the only place where files and the clock are touched.

use crate::eval::{Entry, Host};
use crate::value::{Failure, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Files below a working folder, the clock and the environment; remembers what was read.
pub struct Machine {
    folder: PathBuf,
    variables: BTreeMap<String, Option<String>>,
    read: Vec<(String, String, u64)>,
}

impl Machine {
    /// A machine whose relative paths begin in `folder`.
    pub fn new(folder: &Path) -> Self {
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() };
        let folder = fs::canonicalize(&folder).unwrap_or(folder);
        Self { folder, variables: BTreeMap::new(), read: Vec::new() }
    }

    fn path(&self, path: &str) -> PathBuf {
        let path = match path.strip_prefix("~/") {
            Some(rest) => match std::env::var("HOME") {
                Ok(home) => PathBuf::from(home).join(rest),
                Err(_) => PathBuf::from(path),
            },
            None => PathBuf::from(path),
        };
        self.folder.join(path)
    }
}

fn entry(name: String, data: &fs::Metadata) -> Entry {
    let modified = data.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
    Entry {
        name,
        folder: data.is_dir(),
        size: data.len(),
        modified: modified.map_or(0.0, |d| d.as_secs_f64()),
    }
}

impl Host for Machine {
    fn read(&mut self, path: &str) -> Result<Vec<u8>> {
        let bytes = fs::read(self.path(path))
            .map_err(|_| Failure::new(format!("cannot open file '{path}': No such file or directory")))?;
        let sha256: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        let file = (path.to_string(), sha256, bytes.len() as u64);
        if !self.read.contains(&file) {
            self.read.push(file);
        }
        Ok(bytes)
    }

    fn write(&mut self, path: &str, content: &[u8]) -> Result<()> {
        fs::write(self.path(path), content)
            .map_err(|e| Failure::new(format!("cannot open file '{path}': {e}")))
    }

    fn remove(&mut self, path: &str) -> Result<bool> {
        Ok(fs::remove_file(self.path(path)).is_ok())
    }

    fn list(&mut self, path: &str) -> Option<Vec<Entry>> {
        let mut entries: Vec<Entry> = fs::read_dir(self.path(path))
            .ok()?
            .filter_map(|e| {
                let e = e.ok()?;
                Some(entry(e.file_name().to_string_lossy().into_owned(), &fs::metadata(e.path()).ok()?))
            })
            .collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Some(entries)
    }

    fn look(&mut self, path: &str) -> Option<Entry> {
        let name = path.rsplit('/').next().unwrap_or(path).to_string();
        fs::metadata(self.path(path)).ok().map(|data| entry(name, &data))
    }

    fn folder(&self) -> String {
        self.folder.to_string_lossy().into_owned()
    }

    fn set_folder(&mut self, path: &str) -> Result<()> {
        let folder = self.path(path);
        if !folder.is_dir() {
            return Err(Failure::new("cannot change working directory"));
        }
        self.folder = fs::canonicalize(&folder).unwrap_or(folder);
        Ok(())
    }

    #[allow(clippy::disallowed_methods)]
    fn now(&self) -> f64 {
        std::time::SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
    }

    fn variable(&self, name: &str) -> Option<String> {
        match self.variables.get(name) {
            Some(set) => set.clone(),
            None => std::env::var(name).ok(),
        }
    }

    fn set_variable(&mut self, name: &str, value: Option<&str>) {
        self.variables.insert(name.to_string(), value.map(str::to_string));
    }

    fn seed(&self) -> i32 {
        1
    }

    fn inputs(&self) -> Vec<(String, String, u64)> {
        self.read.clone()
    }
}
