//! A manifest as a folder: the root, its blobs, the log's first entries, and the draft to sign.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use clap::Args;
use shailoo_commission::{
    draft::Draft,
    manifest::{Built, Ingredients, build},
    plan::Plan,
};
use shailoo_protocol::{
    hash::sha256,
    log::entry::{BlobRef, Entry},
};

use super::{
    files::{read, read_public, say, write, write_draft},
    lists::Lists,
};

/// Builds and checks a manifest; nothing is signed
#[derive(Args)]
pub(super) struct Manifest {
    /// The plan of the election
    #[arg(long)]
    plan: PathBuf,
    #[command(flatten)]
    lists: Lists,
    /// The folder of the candidates' photos
    #[arg(long)]
    photos: Option<PathBuf>,
    /// SANDBOX: draws portraits for candidates without a photo; refused in a real election
    #[arg(long)]
    draw_photos: bool,
    /// The registrars' public files, in order of their ids
    #[arg(long, required = true)]
    registrar: Vec<PathBuf>,
    /// The ballot box's public file
    #[arg(long)]
    ballot_box: PathBuf,
    /// The key ceremony's transcript
    #[arg(long)]
    transcript: PathBuf,
    /// The new folder: manifest.json, blob/, entry files and the draft to sign
    #[arg(long)]
    out: PathBuf,
}

impl Manifest {
    pub(super) fn run(self) -> Result<()> {
        let registrars = self
            .registrar
            .iter()
            .map(|file| read_public(file))
            .collect::<Result<_>>()?;
        let transcript = read(&self.transcript)?;
        let ceremony = Entry::Ceremony(BlobRef::of(&transcript)).encode()?;
        let plan = Plan::read(&self.plan)?;
        let built = build(Ingredients {
            districts: self.lists.read(plan.order)?,
            plan,
            photos: self.photos,
            draw_photos: self.draw_photos,
            registrars,
            ballot_box: read_public(&self.ballot_box)?,
            transcript,
        })?;
        let out = &self.out;
        write_blobs(&built, &out.join("blob"))?;
        write(&out.join("manifest.json"), &built.root)?;
        write(&out.join("0-ceremony.entry"), &ceremony)?;
        write(
            &out.join("1-manifest.entry"),
            &Entry::Manifest(BlobRef::of(&built.root)).encode()?,
        )?;
        write_draft(
            &out.join("2-manifest.draft"),
            &Draft::manifest(built.manifest.id()),
        )?;
        say(format_args!("election id {}", built.manifest.id()))?;
        Ok(())
    }
}

fn write_blobs(built: &Built, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for blob in built.blobs.iter().chain([&built.root]) {
        let path = folder.join(hex::encode(sha256(blob)));
        if !path.exists() {
            write(&path, blob)?;
        }
    }
    Ok(())
}
