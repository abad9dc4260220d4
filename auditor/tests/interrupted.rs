//! The program as people use it: interrupted by Ctrl-C, by a disk or by a crash, it goes on; with a state
//! that is not its own, it refuses by name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use shailoo_elections::fixture::{Directory, Election, Plan, publish::write_folder};

/// The whole election, and the same before it was closed.
static ELECTION: LazyLock<(Election, Election)> = LazyLock::new(|| {
    let mut election = Election::prepare(Plan::small(31));
    election.open();
    election.vote();
    let voted = election.clone();
    election.finish();
    (election, voted)
});

/// A folder with a trust file and a key of its own.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let trust = ELECTION.0.trust().to_bytes();
        fs::write(desk.path("trust.json"), trust).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn record(&self, files: &Directory) -> String {
        let folder = self.path("record");
        let _ = fs::remove_dir_all(&folder);
        write_folder(files, &folder);
        folder.to_str().unwrap().to_owned()
    }

    fn auditor(&self, place: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_auditor"));
        command.arg(place).arg("--json");
        command.arg("--trust").arg(self.path("trust.json"));
        command
    }

    fn keeping(&self, place: &str) -> Command {
        let mut command = self.auditor(place);
        command.arg("--state").arg(self.path("audit.state"));
        command.arg("--state-key").arg(self.path("auditor.key"));
        command
    }
}

#[test]
fn whoever_stops_reading_ends_the_program_quietly() {
    let desk = Desk::new();
    let place = desk.record(&ELECTION.0.directory());
    let json = desk.auditor(&place);
    let mut people = Command::new(env!("CARGO_BIN_EXE_auditor"));
    people
        .arg(&place)
        .arg("--trust")
        .arg(desk.path("trust.json"));
    for mut command in [json, people] {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Gone before a word was said, as `head` may be.
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert_eq!(said(&output), "");
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Serves the files over HTTP, but leaves every request without an answer once so many were answered.
/// Tells when that begins.
fn serve(files: Directory, patience: usize) -> (String, Arc<AtomicUsize>, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = format!("http://{}", listener.local_addr().unwrap());
    let left = Arc::new(AtomicUsize::new(patience));
    let (tell, told) = mpsc::channel();
    let count = Arc::clone(&left);
    thread::spawn(move || {
        let mut unanswered = Vec::new();
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            if count.load(Ordering::SeqCst) == 0 {
                unanswered.push(stream);
                let _ = tell.send(());
            } else {
                count.fetch_sub(1, Ordering::SeqCst);
                answer(&stream, &files);
            }
        }
    });
    (place, left, told)
}

fn answer(mut stream: &TcpStream, files: &Directory) {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request).unwrap();
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap() > 2 {
        line.clear();
    }
    let path = request.split(' ').nth(1).unwrap().trim_start_matches('/');
    let (status, body) = match files.get(path) {
        Some(body) => ("200 OK", body.as_slice()),
        None => ("404 Not Found", &b""[..]),
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
}

#[cfg(unix)]
#[test]
fn ctrl_c_saves_and_the_same_command_goes_on() {
    let desk = Desk::new();
    let files = ELECTION.0.directory();
    let whole = desk.auditor(&desk.record(&files)).output().unwrap();
    assert_eq!(whole.status.code(), Some(0), "{}", said(&whole));
    // Issuance logs and result are read last. The server falls silent within them, at the checkpoint, at
    // once, and at the very last.
    let (place, left, silent) = serve(files, usize::MAX);
    assert_eq!(desk.auditor(&place).output().unwrap().stdout, whole.stdout);
    let reads = usize::MAX - left.load(Ordering::SeqCst);

    let silences = [
        (reads - 4, "-INT"),
        (1, "-TERM"),
        (0, "-INT"),
        (reads - 1, "-INT"),
    ];
    for (patience, signal) in silences {
        left.store(patience, Ordering::SeqCst);
        let mut command = desk.keeping(&place);
        let running = command.stderr(Stdio::piped()).spawn().unwrap();
        silent.recv_timeout(Duration::from_secs(120)).unwrap();
        let id = running.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let output = running.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert!(
            said(&output).contains("interrupted after"),
            "{}",
            said(&output)
        );
    }
    left.store(usize::MAX, Ordering::SeqCst);
    let resumed = desk.keeping(&place).output().unwrap();
    assert_eq!(resumed.status.code(), Some(0), "{}", said(&resumed));
    assert_eq!(resumed.stdout, whole.stdout);
    let after = usize::MAX - left.load(Ordering::SeqCst);
    assert!(
        after < reads,
        "{after} reads of {reads}: it did not begin anew"
    );
}

#[test]
fn a_disk_that_fails_ends_nothing() {
    let desk = Desk::new();
    let files = ELECTION.0.directory();
    let record = desk.record(&files);
    let whole = desk.auditor(&record).output().unwrap();
    // A log that is a folder cannot be read.
    let checkpoint = Path::new(&record).join("issuance/1/checkpoint");
    let bytes = fs::read(&checkpoint).unwrap();
    fs::remove_file(&checkpoint).unwrap();
    fs::create_dir(&checkpoint).unwrap();
    let failed = desk.keeping(&record).output().unwrap();
    assert_eq!(failed.status.code(), Some(2), "{}", said(&failed));
    assert!(
        said(&failed).contains("the audit is saved after"),
        "{}",
        said(&failed)
    );
    fs::remove_dir(&checkpoint).unwrap();
    fs::write(&checkpoint, bytes).unwrap();
    for _ in 0..2 {
        let resumed = desk.keeping(&record).output().unwrap();
        assert_eq!(resumed.status.code(), Some(0), "{}", said(&resumed));
        assert_eq!(resumed.stdout, whole.stdout);
    }
    assert!(!desk.path("audit.state.new").exists());
    #[cfg(unix)]
    for name in ["audit.state", "auditor.key"] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(desk.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_log_that_grew_is_audited_further_and_one_that_forked_fails() {
    let desk = Desk::new();
    let (finished, voted) = &*ELECTION;
    let record = desk.record(&voted.directory());
    let voting = desk
        .keeping(&record)
        .args(["--goal", "voting"])
        .output()
        .unwrap();
    assert_eq!(voting.status.code(), Some(0), "{}", said(&voting));
    let state = fs::read(desk.path("audit.state")).unwrap();

    let record = desk.record(&finished.directory());
    let grown = desk.keeping(&record).output().unwrap();
    assert_eq!(grown.status.code(), Some(0), "{}", said(&grown));
    assert_eq!(grown.stdout, desk.auditor(&record).output().unwrap().stdout);

    let mut forked = voted.clone();
    forked.entries.remove(5);
    let record = desk.record(&forked.directory());
    fs::write(desk.path("audit.state"), state).unwrap();
    let fork = desk
        .keeping(&record)
        .args(["--goal", "voting"])
        .output()
        .unwrap();
    assert_eq!(fork.status.code(), Some(1), "{}", said(&fork));
    let report = String::from_utf8(fork.stdout).unwrap();
    assert!(
        report.contains("\"log.fork\"") && report.contains("saved state"),
        "{report}"
    );
    let alone = desk
        .auditor(&record)
        .args(["--goal", "voting"])
        .output()
        .unwrap();
    assert_eq!(
        alone.status.code(),
        Some(0),
        "by itself the fork looks sound"
    );
}

#[test]
fn only_the_own_state_is_taken() {
    let desk = Desk::new();
    let record = desk.record(&ELECTION.0.directory());
    assert_eq!(
        desk.keeping(&record).output().unwrap().status.code(),
        Some(0)
    );
    let state = fs::read(desk.path("audit.state")).unwrap();
    let refused = |bytes: &[u8], code: &str| {
        fs::write(desk.path("audit.state"), bytes).unwrap();
        let output = desk.keeping(&record).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{code}: {}", said(&output));
        assert!(said(&output).contains(code), "{code}: {}", said(&output));
        assert!(output.stdout.is_empty());
        // What was refused is left alone.
        assert!(fs::read(desk.path("audit.state")).unwrap() == bytes);
    };
    refused(b"something else", "state.format");
    refused(&state[..state.len() / 2], "state.seal");
    let mut flipped = state.clone();
    flipped[100] ^= 4;
    refused(&flipped, "state.seal");

    // Somebody else's state, of the same audit, without a fault.
    let other = Desk::new();
    assert_eq!(
        other.keeping(&record).output().unwrap().status.code(),
        Some(0)
    );
    refused(&fs::read(other.path("audit.state")).unwrap(), "state.seal");

    // The own state of another election.
    let another = Election::complete(Plan::small(32));
    fs::write(desk.path("trust.json"), another.trust().to_bytes()).unwrap();
    let record = desk.record(&another.directory());
    fs::write(desk.path("audit.state"), &state).unwrap();
    let output = desk.keeping(&record).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let named = ["state.election", "state.trust"];
    assert!(
        named.iter().any(|code| said(&output).contains(code)),
        "{}",
        said(&output)
    );
}
