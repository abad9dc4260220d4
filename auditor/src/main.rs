//! `auditor PLACE`: audits an election from a URL, a folder or an archive, trusting nobody but the pinned
//! keys of the commission. Exit status: 0 passes, 1 fails, 2 could not be audited or the report not be
//! written, 3 interrupted and saved.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, Mutex, atomic::AtomicBool},
};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use shailoo_auditor::{
    kept::Kept,
    led::{Outcome, lead},
    pages, show,
};
use shailoo_directory::{http::Url, processors::AllProcessors};
use shailoo_protocol::{
    audit::{Goal, Log, Options, Progress, audit, read_manifest, verify_vote_cipher},
    ceremony::CeremonyId,
    ids::ElectionId,
    log::{SignedCheckpoint, VoteCipher},
    manifest::TrustFile,
    statement::RecordStatement,
};

/// Audits an election, trusting nobody but the pinned keys of the commission
///
/// Exit status: 0 the audit passes, 1 it fails, 2 the election could not be audited or the report not be
/// written, 3 the audit was interrupted and is saved.
#[derive(Parser)]
#[command(name = "auditor", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    audit: AuditOptions,
}

#[derive(Subcommand)]
enum Command {
    /// Checks one voter's file (.shailoo), without any server
    VoteCipher {
        /// The file
        file: PathBuf,
        /// Folder or archive (or URL) that holds the election's manifest
        #[arg(long, default_value = ".")]
        record: String,
        #[command(flatten)]
        trust: TrustOption,
    },
    /// Checks that a server hands out the web pages that the commission has signed
    ///
    /// Compares every file of the list in the election log, and looks at what the pages load besides. Exit
    /// status as of an audit. It shows what this machine is given now; run it from many places, often.
    Pages {
        /// Where the pages lie, as voters open them
        url: String,
        /// URL, folder or archive of the election; by default the ballot box that the pages name
        #[arg(long)]
        record: Option<String>,
        /// The election that must be found
        #[arg(long)]
        election: Option<String>,
        #[command(flatten)]
        trust: TrustOption,
        /// Prints the report as JSON
        #[arg(long)]
        json: bool,
    },
    /// Checks that the commission has signed a протокол
    Protocol {
        /// The PDF files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The signed note beside them
        #[arg(long)]
        note: PathBuf,
        /// Folder, archive or URL of the election that it must be about
        #[arg(long)]
        record: Option<String>,
        #[command(flatten)]
        trust: TrustOption,
    },
}

#[derive(Args)]
struct TrustOption {
    /// The trust file: the commission's pinned keys
    #[arg(long, env = "SHAILOO_TRUST", default_value = "trust.json")]
    trust: PathBuf,
}

#[derive(Args)]
struct AuditOptions {
    /// URL, folder or archive
    place: Option<String>,
    #[command(flatten)]
    trust: TrustOption,
    /// The election that must be found
    #[arg(long)]
    election: Option<String>,
    /// A checkpoint seen before, which the log must contain
    #[arg(long)]
    known_checkpoint: Vec<PathBuf>,
    /// A vote cipher, which the log must contain; one that does not verify by itself is refused
    #[arg(long)]
    known_vote_cipher: Vec<PathBuf>,
    /// A key ceremony seen before, as CID:ELECTION
    #[arg(long)]
    known_ceremony: Vec<String>,
    /// How far the election must have come
    #[arg(long, value_enum, default_value = "result")]
    goal: GoalOption,
    /// Keeps the audit in this file, and goes on from it
    ///
    /// Saved every 65,536 entries, after the issuance logs, on Ctrl-C, and when the place cannot be read;
    /// the same command then goes on. A finished audit stays there too: of a log that has grown since, only
    /// what is new is audited. A log that no longer holds what was audited fails with log.fork.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// The key that seals saved audits, made when it does not exist
    ///
    /// Without it, ~/.config/shailoo/auditor.key. Whoever has it can write states that pass; never take a
    /// key from somebody else.
    #[arg(long, value_name = "FILE", env = "SHAILOO_STATE_KEY")]
    state_key: Option<PathBuf>,
    /// Prints the report as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum GoalOption {
    Voting,
    Closing,
    Shares,
    Result,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Some(Command::VoteCipher {
            file,
            record,
            trust,
        }) => vote_cipher(file, record, trust),
        Some(Command::Protocol {
            files,
            note,
            record,
            trust,
        }) => protocol(files, note, record.as_deref(), trust),
        Some(Command::Pages {
            url,
            record,
            election,
            trust,
            json,
        }) => pages(url, record.as_deref(), election.as_deref(), trust, *json),
        None => whole(&arguments.audit),
    };
    match outcome {
        Ok(Verdict::Passes) => ExitCode::SUCCESS,
        Ok(Verdict::Fails) => ExitCode::from(1),
        Ok(Verdict::Unread) => ExitCode::from(2),
        Ok(Verdict::Interrupted) => ExitCode::from(3),
        Err(error) => {
            eprintln!("auditor: {}", show::plain(&format!("{error:#}")));
            ExitCode::from(2)
        }
    }
}

/// What a script wants to know.
enum Verdict {
    Passes,
    Fails,
    /// Nobody reads the output any more.
    Unread,
    Interrupted,
}

impl From<bool> for Verdict {
    fn from(passes: bool) -> Self {
        if passes { Self::Passes } else { Self::Fails }
    }
}

fn whole(arguments: &AuditOptions) -> Result<Verdict> {
    let place = arguments
        .place
        .as_deref()
        .context("name a URL, a folder or an archive; see --help")?;
    let trust = arguments.trust.read()?;
    let source = shailoo_directory::open(place)?;
    let options = arguments.options()?;
    let bar = Bar::new(arguments.json);
    let mut show = |step: Progress| bar.show(&step.log, step.done, step.total);
    let kept = arguments
        .state
        .as_deref()
        .map(|state| Kept::new(state, arguments.state_key.as_deref()))
        .transpose()?;
    let outcome = match &kept {
        None => audit(&source, &trust, &options, &AllProcessors, &mut show)
            .map(|audit| Outcome::Over(Box::new(audit)))
            .map_err(Into::into),
        Some(kept) => {
            let stop = stop_on_signals()?;
            let means = (&trust, &options);
            lead(source, means, kept, stop, &AllProcessors, &mut show)
        }
    };
    bar.finish();
    let report = match outcome? {
        Outcome::Over(audit) => audit.report,
        Outcome::Stopped(entries) => {
            eprintln!("auditor: interrupted after {entries} entries; the same command goes on");
            return Ok(Verdict::Interrupted);
        }
    };
    let text = if arguments.json {
        serde_json::to_string_pretty(&report)? + "\n"
    } else {
        show::report(&report)
    };
    let verdict = print(&text, report.ok.into())?;
    if let Some(kept) = kept.filter(|_| !report.ok) {
        let path = kept.path().display();
        eprintln!("auditor: what was found is kept in {path}; without it, all is audited anew");
    }
    Ok(verdict)
}

/// Writes the text; the verdict comes back unless whoever reads the output has gone.
fn print(text: &str, verdict: Verdict) -> Result<Verdict> {
    let mut output = io::stdout().lock();
    match output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
    {
        Ok(()) => Ok(verdict),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Verdict::Unread),
        Err(error) => Err(error).context("standard output"),
    }
}

/// Set by the first Ctrl-C or SIGTERM; the second Ctrl-C ends the program at once.
fn stop_on_signals() -> Result<&'static AtomicBool> {
    use signal_hook::{consts, flag};
    let stop: &'static Arc<AtomicBool> = Box::leak(Box::default());
    flag::register_conditional_shutdown(consts::SIGINT, 130, Arc::clone(stop))?;
    for signal in [consts::SIGINT, consts::SIGTERM] {
        flag::register(signal, Arc::clone(stop))?;
    }
    Ok(stop)
}

fn vote_cipher(file: &Path, record: &str, trust: &TrustOption) -> Result<Verdict> {
    let source = shailoo_directory::open(record)?;
    let manifest = read_manifest(&source, &trust.read()?)?.with_context(|| {
        format!(
            "{record} holds no manifest that the commission signed; name the record with --record"
        )
    })?;
    let bytes = read(file)?;
    let verified = VoteCipher::parse(&bytes).and_then(|file| verify_vote_cipher(&file, &manifest));
    match verified {
        Ok(receipt) => {
            let text = format!(
                "This vote is entry {} of the ballot box, in a log of {} entries that {} witnesses have seen.\n\
                 It is whole, for this election, and permitted. It does not show the choice.\n",
                receipt.index(),
                receipt.checkpoint().size(),
                receipt.checkpoint().witnesses()
            );
            print(&text, Verdict::Passes)
        }
        Err(fault) => {
            let code = fault.code();
            let text = format!("This file does not prove a recorded vote: {fault} ({code})\n");
            print(&text, Verdict::Fails)
        }
    }
}

fn protocol(
    files: &[PathBuf],
    note: &Path,
    record: Option<&str>,
    trust: &TrustOption,
) -> Result<Verdict> {
    let trust = trust.read()?;
    let signed = match RecordStatement::verify(&read(note)?, &trust) {
        Ok(signed) => signed,
        Err(fault) => {
            let text = format!("The commission has not signed this протокол: {fault}\n");
            return print(&text, Verdict::Fails);
        }
    };
    if let Some(record) = record {
        let source = shailoo_directory::open(record)?;
        let manifest = read_manifest(&source, &trust)?
            .with_context(|| format!("{record} holds no manifest that the commission signed"))?;
        if manifest.id() != signed.election {
            let text = format!(
                "This протокол is of another election, {}.\n",
                signed.election
            );
            return print(&text, Verdict::Fails);
        }
    }
    let mut text = format!("election {}\n", signed.election);
    let mut all = true;
    for file in files {
        let name = file.display().to_string();
        let line = match signed.document(&read(file)?) {
            Some(document) => format!("signed by the commission ({})", document.language),
            None => {
                all = false;
                "not the file that the commission has signed".to_owned()
            }
        };
        text.push_str(&format!("{}: {line}\n", show::plain(&name)));
    }
    print(&text, all.into())
}

fn pages(
    url: &str,
    record: Option<&str>,
    election: Option<&str>,
    trust: &TrustOption,
    json: bool,
) -> Result<Verdict> {
    let trust = trust.read()?;
    let election = election.map(ElectionId::from_hex).transpose()?;
    let server = Url::of_pages(url)?;
    let place = match record {
        Some(place) => place.to_owned(),
        None => pages::named_record(&server)?,
    };
    let source = shailoo_directory::open(&place)?;
    let report = pages::check((url, &server), (&place, &source), &trust, election)?;
    let text = if json {
        serde_json::to_string_pretty(&report)? + "\n"
    } else {
        show::pages(&report)
    };
    print(&text, report.ok.into())
}

impl TrustOption {
    fn read(&self) -> Result<TrustFile> {
        TrustFile::parse(&read(&self.trust)?).with_context(|| self.trust.display().to_string())
    }
}

impl AuditOptions {
    fn options(&self) -> Result<Options> {
        let goal = match self.goal {
            GoalOption::Voting => Goal::Voting,
            GoalOption::Closing => Goal::Closing,
            GoalOption::Shares => Goal::Shares,
            GoalOption::Result => Goal::Result,
        };
        let mut options = Options::make(goal).context("the system gives no randomness")?;
        options.election = self
            .election
            .as_deref()
            .map(ElectionId::from_hex)
            .transpose()?;
        for file in &self.known_checkpoint {
            options
                .known_checkpoints
                .push(SignedCheckpoint::parse(&read(file)?)?);
        }
        for file in &self.known_vote_cipher {
            options
                .known_receipts
                .push(VoteCipher::parse(&read(file)?).with_context(|| file.display().to_string())?);
        }
        for pair in &self.known_ceremony {
            let Some((ceremony, election)) = pair.split_once(':') else {
                bail!("a known ceremony is written CID:ELECTION");
            };
            let mut id = [0; 64];
            hex::decode_to_slice(ceremony, &mut id).context("a CID has 128 hexadecimal digits")?;
            options
                .known_ceremonies
                .push((CeremonyId(id), ElectionId::from_hex(election)?));
        }
        Ok(options)
    }
}

/// A progress bar for each log, on the error stream, so that output stays clean.
struct Bar {
    bar: ProgressBar,
    log: Mutex<Option<Log>>,
}

impl Bar {
    fn new(hidden: bool) -> Self {
        let bar = if hidden {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(0)
        };
        if let Ok(style) = ProgressStyle::with_template(
            "{msg:<14} {bar:40.cyan} {pos}/{len}  {per_sec}  {eta} left",
        ) {
            bar.set_style(style);
        }
        Self {
            bar,
            log: Mutex::new(None),
        }
    }

    fn show(&self, log: &Log, done: u64, total: u64) {
        if let Ok(mut last) = self.log.lock()
            && last.as_ref() != Some(log)
        {
            *last = Some(*log);
            self.bar.reset();
            self.bar.set_message(log.to_string());
        }
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}
