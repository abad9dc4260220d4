//! `cargo xtask demo`: an election from candidate list to audited result before one's eyes, then a
//! running system to vote in.
// Indexing a JSON value never panics: what is absent is null.
#![allow(clippy::print_stdout, clippy::indexing_slicing)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Result, ensure};
use clap::Parser;
use console::style;
use indicatif::{ProgressBar, ProgressStyle};
use shailoo_demo::{
    day, night,
    parties::{Parties, Setting, WebPages},
    program::{Server, binary, copy, run},
};

/// Districts with fewer ballots are not opened.
const MINIMUM_BALLOTS: u32 = 2;

/// Runs a whole election
#[derive(Parser)]
struct Options {
    /// How many voters vote
    #[arg(long, default_value_t = 300)]
    voters: u32,
    /// End with the audit
    #[arg(long)]
    once: bool,
    /// The first port of the open election
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The built web pages, which are served at the end
    #[arg(long)]
    pages: Option<PathBuf>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    // A second installation is harmless: it is the same provider.
    let _ = rustls::crypto::CryptoProvider::install_default(rustls_graviola::default_provider());
    println!(
        "{}",
        style("Менин шайлоом — a whole election, on the Commission's own example").bold()
    );
    println!(
        "{}\n",
        style("SANDBOX: invented voters, invented candidates; not a real election").yellow()
    );
    let folder = fresh("election")?;
    let pages = || options.pages.as_deref().map(WebPages::of).transpose();
    let finished = whole(&folder, options.voters, pages()?)?;
    if options.once {
        return Ok(());
    }
    leave_open(&fresh("open")?, options.port, pages()?, finished)
}

/// A finished election whose pages are served: they show its result.
struct Finished {
    _parties: Parties,
    pages: Server,
}

fn whole(folder: &Path, voters: u32, pages: Option<WebPages>) -> Result<Option<Finished>> {
    heading("1. Before the day");
    let now = day::now()?;
    let mut setting = setting(folder, voters, (now - 60, now + 12 * 3600), 0);
    setting.pages = pages;
    let mut parties = Parties::set_up(&setting, step)?;
    heading("2. The day");
    day::open(&parties)?;
    step("the box is open: witnesses saw it empty, the commission signed");
    if let Some(pages) = &setting.pages {
        parties.sign_pages(pages, &parties.app())?;
        step("the commission has signed what the web pages consist of, file by file");
    }
    let districts = day::districts(&parties)?;
    let bar = bar(u64::from(voters));
    let (tally, voted) = day::vote(&parties, &districts, now, |_| bar.inc(1))?;
    bar.finish_and_clear();
    step(&format!(
        "{} voters have voted, each with an app of his own",
        voted.len()
    ));
    day::close(&parties, 2)?;
    step("the box is shut and sealed");

    heading("3. The night");
    night::count(&parties, step)?;
    let record = folder.join("record");
    let archive = night::archive(&parties, "result", &record)?;
    step(&format!(
        "the whole public record is in {}",
        archive.display()
    ));

    let paper = night::paper(&parties, &archive)?;
    step(&format!(
        "the протокол in Kyrgyz and Russian, signed by the members, is in {}",
        paper.display()
    ));

    heading("4. The audit, that anyone can run");
    let trust = parties.trust();
    println!(
        "   {}\n",
        style(format!(
            "auditor {} --trust {}",
            archive.display(),
            trust.display()
        ))
        .dim()
    );
    let shown = run(std::process::Command::new(binary("auditor")?)
        .arg(&archive)
        .arg("--trust")
        .arg(&trust))?;
    println!("{shown}");
    for place in [
        parties.ballot_box.url.as_str(),
        &record.display().to_string(),
        &archive.display().to_string(),
    ] {
        let report = night::audit(place, &trust)?;
        ensure!(
            report["ok"] == true,
            "the audit of {place} fails: {}",
            report["failures"]
        );
        ensure!(
            night::counts(&report) == published(&report, &tally, &districts),
            "the counts are not what was voted"
        );
    }
    step("the counts are exactly what was voted (a tally that only this program kept)");
    if let Some(first) = voted.first() {
        parties.stop()?;
        ensure!(
            night::check_cipher(&first.cipher, &archive, &trust)?.ok,
            "a vote cipher does not verify"
        );
        step(&format!(
            "with all servers stopped, the vote cipher of {} still verifies",
            first.code
        ));
    }
    let Some(pages) = &setting.pages else {
        return Ok(None);
    };
    parties.go_on()?;
    let mut with_paper = pages.clone();
    with_paper.folder = folder.join("web");
    copy(&pages.folder, &with_paper.folder)?;
    let offered = with_paper.folder.join("protocol");
    fs::create_dir_all(&offered)?;
    for file in ["ky.pdf", "ru.pdf", "protocol.note"] {
        fs::copy(paper.join(file), offered.join(file))?;
    }
    let server = parties.serve_pages(&with_paper, &parties.app())?;
    check_pages(&parties, &server)?;
    step("auditor pages: the web pages are, byte by byte, what the commission signed");
    Ok(Some(Finished {
        _parties: parties,
        pages: server,
    }))
}

/// Runs `auditor pages` as anybody would.
fn check_pages(parties: &Parties, server: &Server) -> Result<()> {
    let mut auditor = std::process::Command::new(binary("auditor")?);
    auditor.args(["pages", &server.url, "--trust"]);
    run(auditor.arg(parties.trust())).map(drop)
}

/// Districts in which nobody voted have a row of zeros.
/// What is to be published: also of districts where nobody voted, and nothing of those that stay shut because
/// one ballot would tell who cast it.
fn published(
    report: &serde_json::Value,
    tally: &day::Tally,
    districts: &[shailoo_protocol::manifest::DistrictFile],
) -> day::Tally {
    let mut whole = tally.clone();
    for file in districts {
        whole
            .entry(file.id)
            .or_insert_with(|| vec![0; file.real_slots()]);
    }
    for district in report["districts"].as_array().into_iter().flatten() {
        let few = 1..u64::from(MINIMUM_BALLOTS);
        if district["ballots"]
            .as_u64()
            .is_some_and(|ballots| few.contains(&ballots))
            && let Some(votes) = district["district"]
                .as_u64()
                .and_then(|id| whole.get_mut(&u32::try_from(id).ok()?))
        {
            votes.clear();
        }
    }
    whole
}

fn leave_open(
    folder: &Path,
    port: u16,
    pages: Option<WebPages>,
    finished: Option<Finished>,
) -> Result<()> {
    heading("5. Vote yourself");
    let now = day::now()?;
    let mut setting = setting(folder, 40, (now - 60, now + 24 * 3600), port);
    if let Some(mut pages) = pages {
        // Below the ports of the servers, which count upwards.
        if let Some(fixed) = port.checked_sub(1).filter(|port| *port > 0) {
            pages.port = fixed;
        }
        setting.pages = Some(pages);
    }
    let parties = Parties::set_up(&setting, step)?;
    day::open(&parties)?;
    let served = setting.pages.as_ref().map(|pages| {
        parties.sign_pages(pages, &parties.app())?;
        let server = parties.serve_pages(pages, &parties.app())?;
        check_pages(&parties, &server)?;
        anyhow::Ok(server)
    });
    let served = served.transpose()?;
    println!("\nAn election is open for 24 hours.");
    if let Some(server) = &served {
        println!("Vote in it in a browser on this machine, and look at it:\n");
        address("vote", &server.url, "/");
        address("check a vote or a device", &server.url, "/verify/");
        address("the election in public", &server.url, "/election/");
        if let Some(finished) = &finished {
            println!("\nThe election of before, with its result:\n");
            address(
                "the result and the протокол",
                &finished.pages.url,
                "/election/",
            );
            address("check and audit", &finished.pages.url, "/verify/");
        }
        println!("\nIs that what the commission signed?\n");
        let audit = format!(
            "cargo run -q -p shailoo-auditor -- pages {} --trust {}",
            server.url,
            parties.trust().display()
        );
        println!("   {}", style(audit).bold());
    } else {
        println!("The web pages were not built; cargo xtask web says why.");
    }
    println!("\nVote in it from another terminal:\n");
    let vote = format!(
        "cargo run -q -p shailoo-terminal -- vote --config {} --data {}",
        parties.app().display(),
        folder.join("my-device").display()
    );
    println!("   {}\n", style(vote).bold());
    println!(
        "Some ПИН of the list, and where the code by e-mail can be read (the SANDBOX mailbox):\n"
    );
    for person in parties.people.iter().take(4) {
        println!("   {}  {}", person.pin, person.name);
        println!(
            "                   {}/mailbox/{}",
            parties.sandbox.admin()?,
            person.pin
        );
    }
    println!(
        "\nFor Face-ID, give the app a portrait from {}.",
        folder.join("sandbox/photos").display()
    );
    println!("Audit it while it runs:\n");
    let audit = format!(
        "cargo run -q -p shailoo-auditor -- {} --goal voting --trust {}",
        parties.ballot_box.url,
        parties.trust().display()
    );
    println!("   {}\n\nStop with Ctrl-C.", style(audit).bold());
    loop {
        std::thread::sleep(Duration::from_secs(3600));
    }
}

fn address(what: &str, url: &str, path: &str) {
    println!("   {what:<30} {}", style(format!("{url}{path}")).bold());
}

fn setting(folder: &Path, voters: u32, hours: (u64, u64), port: u16) -> Setting {
    Setting {
        folder: folder.to_owned(),
        data: Path::new(env!("CARGO_MANIFEST_DIR")).join("../data"),
        voters,
        hours,
        port,
        minimum_ballots: MINIMUM_BALLOTS,
        grace_seconds: 2,
        pages: None,
    }
}

/// A new folder under the build folder; what an earlier demo left there goes.
fn fresh(name: &str) -> Result<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    );
    let folder = target.join("demo").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder.canonicalize()?)
}

fn heading(text: &str) {
    println!("\n{}", style(text).bold().cyan());
}

fn step(text: &str) {
    println!("   {} {text}", style("✓").green());
}

fn bar(length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if let Ok(style) =
        ProgressStyle::with_template("   voting {bar:40.cyan} {pos}/{len}  {eta} left")
    {
        bar.set_style(style);
    }
    bar
}
