//! The clerk's files: districts, candidates, portraits, voters.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use shailoo_commission::{
    import::{self, District, ImportError, Imported, Order, Source},
    register,
};
use shailoo_protocol::{
    ids::{ElectionId, RegistrarId},
    manifest::RootManifest,
};

use super::files::{read, say, write};

#[derive(Args)]
pub(super) struct Lists {
    /// The districts (CSV or XLSX)
    #[arg(long)]
    districts: PathBuf,
    /// The candidates (CSV or XLSX)
    #[arg(long, required = true)]
    candidates: Vec<PathBuf>,
}

impl Lists {
    pub(super) fn read(&self, order: Order) -> Result<Vec<District>> {
        let candidates = sources(&self.candidates)?;
        told(import::districts(
            &source(&self.districts)?,
            &candidates,
            order,
        ))
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum OrderOption {
    Alphabetical,
    Lot,
}

/// Checks the clerk's files and tells what is wrong or was repaired
#[derive(Args)]
pub(super) struct Check {
    #[command(flatten)]
    lists: Lists,
    /// How candidates are ordered; must be what the plan will say
    #[arg(long, value_enum, default_value = "alphabetical")]
    order: OrderOption,
}

impl Check {
    pub(super) fn run(self) -> Result<()> {
        let order = match self.order {
            OrderOption::Alphabetical => Order::Alphabetical,
            OrderOption::Lot => Order::Lot,
        };
        say(format_args!(
            "{} districts are in order",
            self.lists.read(order)?.len()
        ))?;
        Ok(())
    }
}

/// Makes portraits equal in size and crop
#[derive(Args)]
pub(super) struct Portraits {
    /// Pictures to convert
    pictures: Vec<PathBuf>,
    /// The folder for the portraits
    #[arg(long)]
    out: PathBuf,
}

impl Portraits {
    pub(super) fn run(self) -> Result<()> {
        fs::create_dir_all(&self.out)?;
        for picture in self.pictures {
            let jpeg = import::photo::prepare(&read(&picture)?)
                .with_context(|| picture.display().to_string())?;
            let name = picture.file_stem().context("a picture's file has a name")?;
            write(&self.out.join(name).with_extension("jpg"), &jpeg)?;
        }
        Ok(())
    }
}

/// Writes the voter list of one registrar, with salts of its own
#[derive(Args)]
pub(super) struct Register {
    /// The voters' lists (CSV or XLSX)
    #[arg(long, required = true)]
    voters: Vec<PathBuf>,
    /// The root manifest
    #[arg(long)]
    manifest: PathBuf,
    /// For which registrar
    #[arg(long)]
    registrar: RegistrarId,
    /// The folder of voters' photos, named NUMBER.jpg; the list is to lie beside them
    #[arg(long)]
    photos: Option<PathBuf>,
    /// Where to write the list
    #[arg(long)]
    out: PathBuf,
}

impl Register {
    pub(super) fn run(self) -> Result<()> {
        let registrar = self.registrar;
        let bytes = read(&self.manifest)?;
        let root: RootManifest = shailoo_protocol::json::parse(&bytes)?;
        if !root.registrars.iter().any(|known| known.id == registrar) {
            bail!("the manifest has no registrar {registrar}");
        }
        let districts: BTreeSet<u32> = root.districts.iter().map(|district| district.id).collect();
        let voters = told(import::voters(&sources(&self.voters)?, &districts))?;
        let election = ElectionId::of_manifest(&bytes);
        let list = register::document(election, registrar, &voters, self.photos.as_deref())?;
        shailoo_keyfile::write_new(&self.out, &list)?;
        say(format_args!(
            "{} voters; the list holds personal data: it goes to registrar {registrar} only",
            voters.len()
        ))?;
        Ok(())
    }
}

fn source(path: &Path) -> Result<Source> {
    Ok(Source::read(path)?)
}

fn sources(paths: &[PathBuf]) -> Result<Vec<Source>> {
    paths.iter().map(|path| source(path)).collect()
}

/// Shows what was repaired, or every problem.
fn told<T>(result: Result<Imported<T>, ImportError>) -> Result<T> {
    let imported = result?;
    for note in &imported.notes {
        say(note)?;
    }
    Ok(imported.items)
}
