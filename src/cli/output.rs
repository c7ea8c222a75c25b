//! Files written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempDir};

/// Files and folders of one report, kept aside until all of them are complete.
pub(super) struct Outputs {
    folder: PathBuf,
    files: Vec<(NamedTempFile, PathBuf)>,
    folders: Vec<(TempDir, PathBuf)>,
}

impl Outputs {
    /// Outputs for `folder`, which is made when there is none.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_path_buf(), files: Vec::new(), folders: Vec::new() })
    }

    /// Adds a file.
    pub(super) fn file(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(bytes)?;
        readable(file.path())?;
        self.files.push((file, self.folder.join(name)));
        Ok(())
    }

    /// Adds a folder that replaces the one of that name, with files by their paths in it.
    pub(super) fn folder(&mut self, name: &str, files: &[(String, &[u8])]) -> io::Result<()> {
        let folder = tempfile::Builder::new().prefix(".raglan-").tempdir_in(&self.folder)?;
        let top = folder.path().join("new");
        fs::create_dir(&top)?;
        for (path, bytes) in files {
            let path = top.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&top))?;
            fs::write(path, bytes)?;
        }
        self.folders.push((folder, self.folder.join(name)));
        Ok(())
    }

    /// Moves everything to its place and names the files.
    pub(super) fn publish(self) -> io::Result<Vec<PathBuf>> {
        for (folder, path) in self.folders {
            if path.exists() {
                fs::rename(&path, folder.path().join("old"))?;
            }
            fs::rename(folder.path().join("new"), &path)?;
        }
        let mut written = Vec::new();
        for (file, path) in self.files {
            file.persist(&path).map_err(|e| e.error)?;
            written.push(path);
        }
        Ok(written)
    }
}

/// Temporary files are private; a report is as readable as any file one writes.
#[cfg(unix)]
fn readable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}
