//! Where things are: the project's folder, cargo's target folder, and a shell standing in the former.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;
use xshell::{Shell, cmd};

#[derive(Clone)]
pub struct Project {
    /// Commands run in the project's folder, wherever xtask was called from.
    pub sh: Shell,
    pub root: PathBuf,
    /// Cargo's target folder, which `CARGO_TARGET_DIR` may have put elsewhere.
    pub target: PathBuf,
}

impl Project {
    pub fn open() -> Result<Self> {
        // Asked of the running cargo first: checkouts that share a target folder share this program too.
        let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = xtask
            .parent()
            .context("xtask stands in no workspace")?
            .to_path_buf();
        let sh = Shell::new()?;
        sh.change_dir(&root);
        let metadata = cmd!(sh, "cargo metadata --no-deps --format-version 1")
            .quiet()
            .read()?;
        let metadata: Value = serde_json::from_str(&metadata)?;
        let target = metadata["target_directory"]
            .as_str()
            .context("cargo metadata names no target folder")?
            .into();
        Ok(Self { sh, root, target })
    }

    /// Where xtask keeps what it makes on the way.
    pub fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }
}

/// The first of these programs that is on PATH.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path)
            .map(|dir| {
                dir.join(name)
                    .with_extension(std::env::consts::EXE_EXTENSION)
            })
            .find(|file| file.is_file())
    })
}
