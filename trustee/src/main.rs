//! `trustee`: the offline program of one trustee. Files in, files out; no network.

use std::{
    collections::BTreeSet,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use shailoo_keyfile::Passphrase;
use shailoo_protocol::{
    audit::Progress,
    ids::{DistrictId, ElectionId},
    json::Text,
    manifest::{Kind, TrustFile},
};
use shailoo_trustee::{
    Home, TrusteeError,
    ceremony::{self, Attempt},
    decryption::{self, EntryFile},
    files,
    key::{self, RosterKey},
    record::Record,
};

#[derive(Parser)]
#[command(
    version,
    about = "The trustee's offline program: key ceremony and decryption",
    after_help = "Exit status: 0 done; 1 refused, something is wrong with the election or the ceremony; \
                  2 wrong command line; 3 trouble with this machine or its files; 4 too early."
)]
struct Cli {
    /// The folder that holds everything of this trustee
    #[arg(long, default_value = "trustee", global = true)]
    home: PathBuf,
    /// Read the passphrase from the first line of a file instead of the terminal
    #[arg(long, global = true)]
    passphrase_file: Option<PathBuf>,
    /// SANDBOX: make secret files that open quickly and protect nothing; refused for kind real
    #[arg(long, global = true)]
    sandbox_fast_kdf: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the long-term key; give key.json to whoever draws up the ceremony
    Key {
        /// Your name as it will stand in the manifest
        #[arg(long)]
        name: String,
    },
    /// Hold the key ceremony with the other trustees
    #[command(subcommand)]
    Ceremony(CeremonyCommand),
    /// Check the whole record of an election up to its closing; sign nothing
    Check(RecordArgs),
    /// Sign what was counted; once per election, for ever
    Statement {
        #[command(flatten)]
        record: RecordArgs,
        /// The folder for the log entry
        #[arg(long, default_value = ".")]
        out: PathBuf,
    },
    /// Give the decryption shares, once enough trustees have signed the same
    Share {
        #[command(flatten)]
        record: RecordArgs,
        /// Only these districts (default: all that are opened)
        #[arg(long = "district")]
        districts: Vec<DistrictId>,
        /// The folder for the log entries
        #[arg(long, default_value = ".")]
        out: PathBuf,
    },
}

#[derive(Subcommand)]
enum CeremonyCommand {
    /// Draw up the parameters: one person does it and gives the file to all trustees
    New {
        /// The key.json of each trustee, in order of their index
        #[arg(long = "key", required = true)]
        keys: Vec<PathBuf>,
        /// How many trustees are needed to decrypt
        #[arg(long)]
        threshold: u32,
        /// The largest number of candidates of any district, and one more for against-all
        #[arg(long)]
        slots: u32,
        /// 1, or one more after an aborted ceremony
        #[arg(long, default_value_t = 1)]
        attempt: u32,
        /// The file to write
        #[arg(long, default_value = "parameters.json")]
        out: PathBuf,
    },
    /// Draw secrets and commit to them
    Round1 {
        /// The file that all trustees have
        #[arg(long)]
        parameters: PathBuf,
        /// You have compared the ceremony and all keys with the others in person
        #[arg(long)]
        compared: bool,
    },
    /// Open the commitment
    Round2(ParametersArg),
    /// Encrypt the shares to the others
    Round3(ParametersArg),
    /// Check your shares; accept or complain
    Round4(ParametersArg),
    /// Check everything and write the transcript
    Finish(ParametersArg),
}

#[derive(Args)]
struct ParametersArg {
    /// The file that all trustees have
    #[arg(long)]
    parameters: PathBuf,
}

#[derive(Args)]
struct RecordArgs {
    /// The election directory: a folder or a tar archive
    record: String,
    /// The commission's pinned keys
    #[arg(long)]
    trust: PathBuf,
    /// The election id that you expect
    #[arg(long)]
    election: Option<String>,
}

/// A line for the trustee. Without a terminal or whoever reads the output, the tool stops.
macro_rules! say {
    ($($text:tt)*) => {
        writeln!(io::stdout(), $($text)*).map_err(files::io(Path::new("terminal")))?
    };
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing can be done about a terminal that is gone.
            let _ = writeln!(io::stderr(), "trustee: [{}] {error}", error.code());
            ExitCode::from(error.exit_status())
        }
    }
}

fn run(cli: &Cli) -> Result<(), TrusteeError> {
    let home = Home::new(&cli.home);
    if cli.sandbox_fast_kdf {
        say!("SANDBOX: secret files made now protect nothing.");
    }
    match &cli.command {
        Command::Key { name } => make_key(cli, &home, name),
        Command::Ceremony(command) => hold_ceremony(cli, &home, command),
        Command::Check(args) => check(&home, args).map(|_| ()),
        Command::Statement { record, out } => {
            let record = check_for(cli, &home, record)?;
            let entry = decryption::state(&home, &record, &passphrase(cli, false)?)?;
            say!("You sign this tally set, and never another one of this election:");
            say!("  {}", hex::encode(record.tally().set()));
            write_entries(out, &[entry])
        }
        Command::Share {
            record,
            districts,
            out,
        } => {
            let record = check_for(cli, &home, record)?;
            let chosen: BTreeSet<DistrictId> = districts.iter().copied().collect();
            let chosen = (!chosen.is_empty()).then_some(&chosen);
            let shares = decryption::share(&home, &record, chosen, &passphrase(cli, false)?)?;
            for reason in &shares.closed {
                say!("No share: {reason}");
            }
            write_entries(out, &shares.entries)
        }
    }
}

fn make_key(cli: &Cli, home: &Home, name: &str) -> Result<(), TrusteeError> {
    let name = Text::new(name).map_err(|_| TrusteeError::Name)?;
    let public = key::make(home, name, &passphrase(cli, true)?)?;
    say!("Your secret key is in {}.", home.key().display());
    say!("Keep its passphrase: without both, nobody can decrypt in your place.");
    say!(
        "Give {} to whoever draws up the ceremony.",
        home.public_key().display()
    );
    say!("Your key, to be compared in person:");
    say!(
        "  {}",
        ceremony::groups(&hex::encode(public.key.as_bytes()))
    );
    Ok(())
}

fn hold_ceremony(cli: &Cli, home: &Home, command: &CeremonyCommand) -> Result<(), TrusteeError> {
    match command {
        CeremonyCommand::New {
            keys,
            threshold,
            slots,
            attempt,
            out,
        } => {
            let keys = keys
                .iter()
                .map(|path| RosterKey::read(path))
                .collect::<Result<Vec<_>, _>>()?;
            let parameters = ceremony::make_parameters(keys, *threshold, *slots, *attempt)?;
            files::write_public(out, &ceremony::encode_parameters(&parameters))?;
            say!("{}", ceremony::describe(&parameters).trim_end());
            say!("Give {} to every trustee.", out.display());
            Ok(())
        }
        CeremonyCommand::Round1 {
            parameters,
            compared,
        } => {
            let attempt = attempt(home, parameters)?;
            say!("{}", ceremony::describe(attempt.parameters()).trim_end());
            if !compared {
                confirm("Read the ceremony id and all keys to each other. Are they the same?")?;
            }
            sent(
                &attempt,
                &attempt.round_1(home, &passphrase(cli, false)?)?,
                2,
            )
        }
        CeremonyCommand::Round2(ParametersArg { parameters }) => {
            let attempt = attempt(home, parameters)?;
            sent(
                &attempt,
                &attempt.round_2(home, &passphrase(cli, false)?)?,
                3,
            )
        }
        CeremonyCommand::Round3(ParametersArg { parameters }) => {
            let attempt = attempt(home, parameters)?;
            sent(
                &attempt,
                &attempt.round_3(home, &passphrase(cli, false)?)?,
                4,
            )
        }
        CeremonyCommand::Round4(ParametersArg { parameters }) => {
            let attempt = attempt(home, parameters)?;
            let message = attempt.round_4(home, &passphrase(cli, false)?)?;
            say!("All shares fit; yours are kept.");
            say!("Give {} to every other trustee.", message.display());
            say!(
                "When all theirs are in {}, run `finish`.",
                attempt.inbox().display()
            );
            Ok(())
        }
        CeremonyCommand::Finish(ParametersArg { parameters }) => {
            let attempt = attempt(home, parameters)?;
            let finished = attempt.finish(home, &passphrase(cli, false)?)?;
            say!("The ceremony is complete. Its transcript, the same for all trustees:");
            say!("  {}", finished.file.display());
            say!("  SHA-256 {}", hex::encode(finished.blob.sha256));
            say!(
                "  {} bytes, {} joint keys",
                finished.blob.length,
                finished.transcript.joint_keys().len()
            );
            Ok(())
        }
    }
}

fn attempt(home: &Home, parameters: &Path) -> Result<Attempt, TrusteeError> {
    Ok(Attempt::new(home, ceremony::read_parameters(parameters)?))
}

fn sent(attempt: &Attempt, message: &Path, next: u32) -> Result<(), TrusteeError> {
    say!("Give {} to every other trustee.", message.display());
    say!(
        "When all theirs are in {}, run `round{next}`.",
        attempt.inbox().display()
    );
    Ok(())
}

fn check(home: &Home, args: &RecordArgs) -> Result<Record, TrusteeError> {
    let trust = TrustFile::parse(&files::read(&args.trust)?).map_err(|_| TrusteeError::NotA {
        path: args.trust.clone(),
        expected: "a trust file",
    })?;
    let expected = args
        .election
        .as_deref()
        .map(|text| ElectionId::from_hex(text).map_err(|_| TrusteeError::ElectionId))
        .transpose()?;
    let source = shailoo_directory::open(&args.record)?;
    let mut tell = |progress: Progress| {
        // A terminal that is gone is no reason to stop the audit.
        let _ = write!(
            io::stderr(),
            "\rchecking {}: {} of {} entries ",
            progress.log,
            progress.done,
            progress.total
        );
    };
    let known = home.known_ceremonies()?;
    let checked = Record::check(&*source, &trust, expected, known, &mut tell);
    let _ = writeln!(io::stderr());
    let record = checked?;
    say!("{}", record.describe().trim_end());
    Ok(record)
}

fn check_for(cli: &Cli, home: &Home, args: &RecordArgs) -> Result<Record, TrusteeError> {
    let record = check(home, args)?;
    if cli.sandbox_fast_kdf && record.manifest().file().kind == Kind::Real {
        return Err(TrusteeError::Sandbox(home.key()));
    }
    Ok(record)
}

fn write_entries(out: &Path, entries: &[EntryFile]) -> Result<(), TrusteeError> {
    files::make_folder(out)?;
    for entry in entries {
        files::write_public(&out.join(&entry.name), &entry.bytes)?;
    }
    for entry in entries {
        say!(
            "Give {} to the commission, to be posted to the ballot box.",
            out.join(&entry.name).display()
        );
    }
    Ok(())
}

fn passphrase(cli: &Cli, new: bool) -> Result<Passphrase, TrusteeError> {
    let passphrase = match &cli.passphrase_file {
        Some(path) => Passphrase::from_file(path)?,
        None => Passphrase::from_terminal("Passphrase of the trustee's secret files", new)?,
    };
    Ok(if cli.sandbox_fast_kdf {
        passphrase.sandbox_fast()
    } else {
        passphrase
    })
}

fn confirm(question: &str) -> Result<(), TrusteeError> {
    let terminal = Path::new("terminal");
    let mut output = io::stdout();
    write!(output, "{question} Type yes: ")
        .and_then(|()| output.flush())
        .map_err(files::io(terminal))?;
    let mut answer = String::new();
    io::stdin()
        .read_line(&mut answer)
        .map_err(files::io(terminal))?;
    if answer.trim() == "yes" {
        Ok(())
    } else {
        Err(TrusteeError::NotCompared)
    }
}
