//! The programs that people of the commission and trustees run, and the passphrase of their key files.

use std::{fs, path::Path, process::Command};

use anyhow::Result;

use crate::program::binary;

pub(super) fn commission(folder: &Path) -> Result<Command> {
    let mut command = Command::new(binary("commission")?);
    command.current_dir(folder);
    Ok(command)
}

pub(super) fn trustee(folder: &Path, index: u32) -> Result<Command> {
    let mut command = Command::new(binary("trustee")?);
    command
        .arg("--home")
        .arg(folder.join(format!("trustees/{index}")))
        .arg("--sandbox-fast-kdf");
    with_passphrase(&mut command, folder);
    Ok(command)
}

pub(super) fn with_passphrase<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    command
        .arg("--passphrase-file")
        .arg(folder.join("passphrase"))
}

pub(super) fn private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(
        path,
        fs::Permissions::from_mode(0o600),
    )?)
}
