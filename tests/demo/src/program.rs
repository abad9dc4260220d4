//! Starting programs, waiting until they answer, and stopping them.

use std::{
    env,
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// How long a server may take to come up on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the programs are: beside the one that runs, or one folder up from a test's.
///
/// # Errors
/// When they have not been built.
pub fn binary(name: &str) -> Result<PathBuf> {
    let here = env::current_exe()?;
    here.ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .with_context(|| format!("{name} is not built: run cargo build --workspace --bins"))
}

/// A tool that runs to its end.
///
/// # Errors
/// When it cannot be started or fails; the error holds what it said.
pub fn run(command: &mut Command) -> Result<String> {
    let shown = format!("{command:?}");
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| shown.clone())?;
    if !output.status.success() {
        bail!(
            "{shown} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Copies a folder with all that is in it.
///
/// # Errors
/// When something cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A server that runs until it is stopped or dropped.
pub struct Server {
    child: Child,
    /// Where it answers the public.
    pub url: String,
    /// Where it answers its operator, if anywhere.
    pub admin: Option<String>,
}

impl Server {
    /// Starts a program and waits until it has said where it listens. Its log goes to `log`.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(command: &mut Command, listeners: usize, log: &Path) -> Result<Self> {
        let shown = format!("{command:?}");
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::options().create(true).append(true).open(log)?)
            .spawn()
            .with_context(|| shown.clone())?;
        let lines = lines(child.stdout.take().context("a program has an output")?);
        let mut server = Self {
            child,
            url: String::new(),
            admin: None,
        };
        let end = Instant::now() + PATIENCE;
        let mut found = 0;
        while found < listeners {
            let left = end.saturating_duration_since(Instant::now());
            let line = lines
                .recv_timeout(left)
                .with_context(|| format!("{shown} did not come up; see {}", log.display()))?;
            if server.listens(&line) {
                found += 1;
            }
        }
        Ok(server)
    }

    /// Reads one line of the server's output: JSON, or the sandbox's words.
    fn listens(&mut self, line: &str) -> bool {
        let (listener, url) = match serde_json::from_str::<Value>(line) {
            Ok(value) => match (value["listener"].as_str(), value["listening"].as_str()) {
                (Some(listener), Some(url)) => (listener.to_owned(), url.to_owned()),
                _ => return false,
            },
            Err(_) => match line.split_whitespace().collect::<Vec<_>>().as_slice() {
                ["SANDBOX", listener, url] => ((*listener).to_owned(), (*url).to_owned()),
                _ => return false,
            },
        };
        if listener == "admin" {
            self.admin = Some(url);
        } else {
            self.url = url;
        }
        true
    }

    /// The operator's address.
    ///
    /// # Errors
    /// When it has none.
    pub fn admin(&self) -> Result<&str> {
        self.admin
            .as_deref()
            .context("this server has no operator's address")
    }

    /// The number under which the system knows its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it without warning, as a power cut does.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Whether it still runs.
    #[must_use]
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing can be done about a process that is gone already.
        let _ = self.kill();
    }
}

/// Reads on in the background, so that a program never blocks on a full pipe.
fn lines(output: impl std::io::Read + Send + 'static) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                // Nobody waits any more; go on reading all the same.
            }
        }
    });
    receiver
}

/// Asks `question` again until it gives an answer.
///
/// # Errors
/// When it gives none in time.
pub fn wait_for<T>(what: &str, question: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    wait_at_most(PATIENCE, what, question)
}

/// The same, with a patience of one's own.
///
/// # Errors
/// When it gives none in time.
pub fn wait_at_most<T>(
    patience: Duration,
    what: &str,
    mut question: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let end = Instant::now() + patience;
    loop {
        if let Some(answer) = question()? {
            return Ok(answer);
        }
        if Instant::now() > end {
            bail!("waited in vain for {what}");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
