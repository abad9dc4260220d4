//! The command line: reads files, calls the library, writes files.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::de::DeserializeOwned;
use shailoo_commission::{
    archive, count,
    draft::Draft,
    import::{self, ImportError, Imported, Order, Source},
    manifest::{self, Ingredients},
    member,
    plan::Plan,
    post::BoxClient,
    register,
};
use shailoo_keyfile::Passphrase;
use shailoo_protocol::{
    audit::Goal,
    ids::{DistrictId, ElectionId, RegistrarId},
    instant::Instant,
    log::entry::{BlobRef, Entry},
    manifest::{RootManifest, TrustFile},
};

/// What the commission does, from the candidates' list to the published result
#[derive(Parser)]
#[command(name = "commission", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a member's key
    Key {
        /// For example shailoo.gov.kg/commission-1
        #[arg(long)]
        name: String,
        /// The new secret file
        #[arg(long)]
        secret: PathBuf,
        /// The new public file
        #[arg(long)]
        public: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseOptions,
    },
    /// Writes the trust file that apps, auditors and trustees pin
    Trust {
        /// How many members must sign
        #[arg(long)]
        threshold: u32,
        /// Where to write it
        #[arg(long)]
        out: PathBuf,
        /// The members' public files, in order
        members: Vec<PathBuf>,
    },
    /// Checks the clerk's files and tells what is wrong or was repaired
    Check(Lists),
    /// Makes portraits equal in size and crop
    Portraits {
        /// Pictures to convert
        pictures: Vec<PathBuf>,
        /// The folder for the portraits
        #[arg(long)]
        out: PathBuf,
    },
    /// Builds and checks a manifest; nothing is signed
    Manifest {
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
    },
    /// Writes the voter list of one registrar, with salts of its own
    Register {
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
    },
    /// Writes a draft for the members to sign
    Draft {
        #[command(subcommand)]
        draft: DraftCommand,
    },
    /// Shows a draft and signs it with a member's key
    Sign {
        /// The draft
        draft: PathBuf,
        /// The member's secret file
        #[arg(long)]
        secret: PathBuf,
        /// Where to write the signed note
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseOptions,
    },
    /// Combines the members' signatures into a log entry
    Combine {
        /// The draft
        #[arg(long)]
        draft: PathBuf,
        /// The trust file
        #[arg(long)]
        trust: PathBuf,
        /// Where to write the entry
        #[arg(long)]
        out: PathBuf,
        /// Where to write the combined note by itself, for servers that want it
        #[arg(long)]
        note: Option<PathBuf>,
        /// The members' signed notes
        signed: Vec<PathBuf>,
    },
    /// Posts blobs and entries to the ballot box, in this order
    Post {
        /// The ballot box's address
        #[arg(long = "box")]
        ballot_box: String,
        /// Blobs to publish
        #[arg(long)]
        blob: Vec<PathBuf>,
        /// Log entries
        #[arg(long)]
        entry: Vec<PathBuf>,
    },
    /// Copies the whole public record into a folder and an archive, and audits it
    Archive {
        /// URL, folder or archive
        from: String,
        /// The trust file
        #[arg(long)]
        trust: PathBuf,
        /// How far the election must have come
        #[arg(long, value_enum, default_value = "result")]
        goal: GoalOption,
        /// The new folder
        #[arg(long)]
        folder: PathBuf,
        /// The new archive
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Subcommand)]
enum DraftCommand {
    /// Opening the box that the witnesses saw empty
    Opening {
        #[command(flatten)]
        record: Record,
        /// Where to write the draft
        #[arg(long)]
        out: PathBuf,
    },
    /// Another closing time
    ClosingTime {
        #[command(flatten)]
        record: Record,
        /// The new time, as 2026-11-22T14:00:00Z
        #[arg(long)]
        closes: String,
        /// Where to write the draft
        #[arg(long)]
        out: PathBuf,
    },
    /// Opening a district with few ballots
    OpenSmallDistrict {
        #[command(flatten)]
        record: Record,
        /// The district's id
        #[arg(long)]
        district: DistrictId,
        /// Where to write the draft
        #[arg(long)]
        out: PathBuf,
    },
    /// Closing the box: audits it first
    Closing {
        #[command(flatten)]
        record: Record,
        /// Where to write the draft
        #[arg(long)]
        out: PathBuf,
    },
    /// The result: audits and counts first
    Result {
        #[command(flatten)]
        record: Record,
        /// Where to write the draft
        #[arg(long)]
        out: PathBuf,
        /// Where to write the result's blob
        #[arg(long)]
        blob: PathBuf,
    },
}

/// Where the public record is, and whom to trust.
#[derive(Args)]
struct Record {
    /// URL, folder or archive
    #[arg(long)]
    from: String,
    /// The trust file
    #[arg(long)]
    trust: PathBuf,
}

#[derive(Args)]
struct Lists {
    /// The districts (CSV or XLSX)
    #[arg(long)]
    districts: PathBuf,
    /// The candidates (CSV or XLSX)
    #[arg(long, required = true)]
    candidates: Vec<PathBuf>,
    /// How candidates are ordered
    #[arg(long, value_enum, default_value = "alphabetical")]
    order: OrderOption,
}

#[derive(Clone, Copy, ValueEnum)]
enum GoalOption {
    Closing,
    Shares,
    Result,
}

#[derive(Clone, Copy, ValueEnum)]
enum OrderOption {
    Alphabetical,
    Lot,
}

#[derive(Args)]
struct PassphraseOptions {
    /// Reads the passphrase from the first line of this file
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
    /// SANDBOX: opens in milliseconds; for demo and tests only
    #[arg(long)]
    sandbox_fast_kdf: bool,
}

impl PassphraseOptions {
    fn get(&self, prompt: &str, new: bool) -> Result<Passphrase> {
        let passphrase = match &self.passphrase_file {
            Some(file) => Passphrase::from_file(file)?,
            None => Passphrase::from_terminal(prompt, new)?,
        };
        if self.sandbox_fast_kdf {
            println!("SANDBOX: this key file is weak on purpose");
            return Ok(passphrase.sandbox_fast());
        }
        Ok(passphrase)
    }
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.command {
        Command::Key {
            name,
            secret,
            public,
            passphrase,
        } => {
            let passphrase = passphrase.get("Passphrase for the new key", true)?;
            let pinned = member::create(&name, &secret, &public, &passphrase)?;
            println!("{} has the key {:?}", pinned.name, pinned.key);
            Ok(())
        }
        Command::Trust {
            threshold,
            out,
            members,
        } => {
            let keys = members
                .iter()
                .map(|file| read_public(file))
                .collect::<Result<_>>()?;
            write(&out, &TrustFile::new(keys, threshold)?.to_bytes())
        }
        Command::Check(lists) => {
            let districts = lists.read()?;
            println!("{} districts are in order", districts.len());
            Ok(())
        }
        Command::Portraits { pictures, out } => {
            fs::create_dir_all(&out)?;
            for picture in pictures {
                let jpeg = import::photo::prepare(&read(&picture)?)
                    .with_context(|| picture.display().to_string())?;
                let name = picture.file_stem().context("a picture's file has a name")?;
                write(&out.join(name).with_extension("jpg"), &jpeg)?;
            }
            Ok(())
        }
        Command::Manifest {
            plan,
            lists,
            photos,
            draw_photos,
            registrar,
            ballot_box,
            transcript,
            out,
        } => {
            let registrars = registrar
                .iter()
                .map(|file| read_public(file))
                .collect::<Result<_>>()?;
            let built = manifest::build(Ingredients {
                plan: Plan::read(&plan)?,
                districts: lists.read()?,
                photos,
                draw_photos,
                registrars,
                ballot_box: read_public(&ballot_box)?,
                transcript: read(&transcript)?,
            })?;
            write_manifest(&built, &read(&transcript)?, &out)
        }
        Command::Register {
            voters,
            manifest,
            registrar,
            photos,
            out,
        } => {
            let bytes = read(&manifest)?;
            let root: RootManifest = shailoo_protocol::json::parse(&bytes)?;
            if !root.registrars.iter().any(|known| known.id == registrar) {
                bail!("the manifest has no registrar {registrar}");
            }
            let districts: BTreeSet<u32> =
                root.districts.iter().map(|district| district.id).collect();
            let sources = voters
                .iter()
                .map(|file| source(file))
                .collect::<Result<Vec<_>>>()?;
            let voters = told(import::voters(&sources, &districts))?;
            let election = ElectionId::of_manifest(&bytes);
            let list = register::document(election, registrar, &voters, photos.as_deref())?;
            shailoo_keyfile::write_new(&out, &list)?;
            println!(
                "{} voters; the list holds personal data: it goes to registrar {registrar} only",
                voters.len()
            );
            Ok(())
        }
        Command::Draft { draft } => write_draft(draft),
        Command::Sign {
            draft,
            secret,
            out,
            passphrase,
        } => {
            let draft = Draft::parse(&fs::read_to_string(&draft)?)?;
            println!("{}", draft.text());
            let member = member::open(&secret, &passphrase.get("Passphrase of the key", false)?)?;
            write(&out, &draft.sign(&member)?)?;
            println!("signed as {}", member.name);
            Ok(())
        }
        Command::Combine {
            draft,
            trust,
            out,
            note,
            signed,
        } => {
            let draft = Draft::parse(&fs::read_to_string(&draft)?)?;
            let notes = signed
                .iter()
                .map(|file| read(file))
                .collect::<Result<Vec<_>>>()?;
            let combined = draft.combine(&notes, &TrustFile::parse(&read(&trust)?)?)?;
            write(&out, &combined.entry)?;
            match note {
                Some(note) => write(&note, &combined.note),
                None => Ok(()),
            }
        }
        Command::Post {
            ballot_box,
            blob,
            entry,
        } => {
            let entries = entry
                .iter()
                .map(|file| read(file))
                .collect::<Result<Vec<_>>>()?;
            let blobs = blob
                .iter()
                .map(|file| read(file))
                .collect::<Result<Vec<_>>>()?;
            let indices = BoxClient::new(&ballot_box)?.publish(&entries, blobs)?;
            for (index, file) in indices.iter().zip(&entry) {
                println!("entry {index}: {}", file.display());
            }
            Ok(())
        }
        Command::Archive {
            from,
            trust,
            goal,
            folder,
            out,
        } => {
            let goal = match goal {
                GoalOption::Closing => Goal::Closing,
                GoalOption::Shares => Goal::Shares,
                GoalOption::Result => Goal::Result,
            };
            let trust = TrustFile::parse(&read(&trust)?)?;
            let report = archive::mirror(&from, &trust, goal, &folder)?;
            let file = fs::File::create_new(&out).with_context(|| out.display().to_string())?;
            shailoo_directory::archive::write(&folder, file)?;
            if !report.ok {
                bail!(
                    "the record is copied, but its audit fails: run `auditor {}`",
                    out.display()
                );
            }
            println!(
                "{} holds the whole public record; its audit passes",
                out.display()
            );
            Ok(())
        }
    }
}

impl Lists {
    fn read(&self) -> Result<Vec<import::District>> {
        let candidates = self
            .candidates
            .iter()
            .map(|file| source(file))
            .collect::<Result<Vec<_>>>()?;
        let order = match self.order {
            OrderOption::Alphabetical => Order::Alphabetical,
            OrderOption::Lot => Order::Lot,
        };
        told(import::districts(
            &source(&self.districts)?,
            &candidates,
            order,
        ))
    }
}

fn write_draft(command: DraftCommand) -> Result<()> {
    match command {
        DraftCommand::Opening { record, out } => {
            let found = count::Found::read(&record.from, &trust(&record)?, Goal::Voting)?;
            draft(&out, &Draft::opening(&found.manifest, &found.checkpoint)?)
        }
        DraftCommand::ClosingTime {
            record,
            closes,
            out,
        } => {
            let found = count::Found::read(&record.from, &trust(&record)?, Goal::Voting)?;
            let closes =
                Instant::parse(&closes).context("an instant is written 2026-11-22T14:00:00Z")?;
            draft(&out, &Draft::closing_time(found.manifest.id(), closes))
        }
        DraftCommand::OpenSmallDistrict {
            record,
            district,
            out,
        } => {
            let found = count::Found::read(&record.from, &trust(&record)?, Goal::Voting)?;
            if found.manifest.district(district).is_none() {
                bail!("the election has no district {district}");
            }
            draft(
                &out,
                &Draft::open_small_district(found.manifest.id(), district),
            )
        }
        DraftCommand::Closing { record, out } => {
            draft(&out, &count::closing(&record.from, &trust(&record)?)?)
        }
        DraftCommand::Result { record, out, blob } => {
            let result = count::result(&record.from, &trust(&record)?)?;
            write(&blob, &result.to_bytes())?;
            draft(
                &out,
                &Draft::new(
                    shailoo_protocol::statement::Purpose::Result,
                    &result.statement(),
                ),
            )
        }
    }
}

fn write_manifest(built: &manifest::Built, transcript: &[u8], out: &Path) -> Result<()> {
    fs::create_dir_all(out.join("blob"))?;
    write(&out.join("manifest.json"), &built.root)?;
    for blob in built.blobs.iter().chain([&built.root]) {
        let name = hex::encode(shailoo_protocol::hash::sha256(blob));
        let path = out.join("blob").join(name);
        if !path.exists() {
            write(&path, blob)?;
        }
    }
    write(
        &out.join("0-ceremony.entry"),
        &Entry::Ceremony(BlobRef::of(transcript)).encode()?,
    )?;
    write(
        &out.join("1-manifest.entry"),
        &Entry::Manifest(BlobRef::of(&built.root)).encode()?,
    )?;
    draft(
        &out.join("2-manifest.draft"),
        &Draft::manifest(built.manifest.id()),
    )?;
    println!("election id {}", built.manifest.id());
    Ok(())
}

fn draft(out: &Path, draft: &Draft) -> Result<()> {
    write(out, draft.text().as_bytes())?;
    println!("{}", draft.text());
    Ok(())
}

/// Shows what was repaired, or every problem.
fn told<T>(result: Result<Imported<T>, ImportError>) -> Result<T> {
    let imported = result?;
    for note in &imported.notes {
        println!("{note}");
    }
    Ok(imported.items)
}

fn trust(record: &Record) -> Result<TrustFile> {
    Ok(TrustFile::parse(&read(&record.trust)?)?)
}

fn source(path: &Path) -> Result<Source> {
    Ok(Source::read(path)?)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}

/// What others hand over: JSON in any layout.
fn read_public<T: DeserializeOwned>(path: &Path) -> Result<T> {
    serde_json::from_slice(&read(path)?).with_context(|| path.display().to_string())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| path.display().to_string())
}
