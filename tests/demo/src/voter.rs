//! One voter at the terminal shell: a program of its own, which a script drives through the same events and
//! screens as a person. There is no other way into an election.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    people::Person,
    program::{binary, wait_for},
};

/// How long a screen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// How a voter is identified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By the code that comes by e-mail.
    Code,
    /// By face.
    Face,
}

/// What a voter chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// These rows of the ballot, from 0.
    Rows(Vec<u32>),
    /// The last row.
    AgainstAll,
}

/// Where the voter's app and the sandbox are.
#[derive(Clone)]
pub struct World {
    /// The app's configuration file.
    pub app: PathBuf,
    /// The sandbox's operator's address: the mailboxes.
    pub mailboxes: String,
    /// The folder of portraits, `<number>.jpg`.
    pub photos: PathBuf,
}

/// What remains of a vote.
pub struct Voted {
    /// The control code as it was shown.
    pub code: String,
    /// The saved vote cipher.
    pub cipher: PathBuf,
}

/// A running app.
pub struct App {
    child: Child,
    input: ChildStdin,
    screens: Receiver<String>,
    /// The last screen.
    pub screen: Value,
}

impl App {
    /// Starts the app with `data` as its device.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(world: &World, data: &Path, arguments: &[&str]) -> Result<Self> {
        fs::create_dir_all(data)?;
        let mut child = Command::new(binary("menin-shailoom")?)
            .args(["vote", "--script", "--config"])
            .arg(&world.app)
            .arg("--data")
            .arg(data)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(data.join("app.log"))?)
            .spawn()?;
        let input = child.stdin.take().context("the app has an input")?;
        let output = child.stdout.take().context("the app has an output")?;
        let (sender, screens) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let mut app = Self {
            child,
            input,
            screens,
            screen: Value::Null,
        };
        app.next()?;
        Ok(app)
    }

    /// Sends an event and waits for the screen after it.
    ///
    /// # Errors
    /// When the app is gone.
    pub fn send(&mut self, event: Value) -> Result<()> {
        self.tell(&event)?;
        self.next()
    }

    /// Sends an event without waiting for the screen after it.
    ///
    /// # Errors
    /// When the app is gone.
    pub fn tell(&mut self, event: &Value) -> Result<()> {
        writeln!(self.input, "{event}")?;
        Ok(self.input.flush()?)
    }

    /// Whether the app has work to do: it was started with `--steps` and waits for `work`.
    #[must_use]
    pub fn is_working(&self) -> bool {
        self.screen["frame"]["working"] == true
    }

    /// With `--steps`: works until the app waits for the voter.
    ///
    /// # Errors
    /// When the app is gone.
    pub fn settle(&mut self) -> Result<()> {
        while self.is_working() {
            self.press("work")?;
        }
        Ok(())
    }

    /// Sends an event without members.
    ///
    /// # Errors
    /// When the app is gone.
    pub fn press(&mut self, event: &str) -> Result<()> {
        self.send(json!({ "event": event }))
    }

    /// The name of the screen.
    #[must_use]
    pub fn name(&self) -> &str {
        self.screen["content"]
            .as_object()
            .and_then(|content| content.keys().next())
            .map_or("", String::as_str)
    }

    /// What the screen holds, if it is the expected one.
    ///
    /// # Errors
    /// When it is another; the error tells a notice's words, which hold nothing of the voter.
    pub fn expect(&self, name: &str) -> Result<&Value> {
        if self.name() != name {
            let notice = &self.screen["content"]["notice"];
            bail!(
                "expected the screen {name}, found {} {} {}",
                self.name(),
                notice["kind"],
                notice["body"]
            );
        }
        Ok(&self.screen["content"][name])
    }

    /// Kills the app without warning.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    fn next(&mut self) -> Result<()> {
        let line = self
            .screens
            .recv_timeout(PATIENCE)
            .context("the app shows no screen")?;
        self.screen = serde_json::from_str(&line)?;
        Ok(())
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // The app may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// From the first screen to the two ways of being identified.
///
/// # Errors
/// When a screen is not the expected one.
pub fn enter(app: &mut App, pin: &str) -> Result<()> {
    app.expect("start")?;
    app.press("vote")?;
    app.expect("pin")?;
    app.send(json!({"event": "type-pin", "text": pin}))?;
    app.press("pin-done")?;
    app.expect("identify").map(drop)
}

/// From the first screen to the voter's own data.
///
/// # Errors
/// When a screen is not the expected one.
pub fn identify(app: &mut App, world: &World, person: &Person, way: Way) -> Result<()> {
    enter(app, &person.pin)?;
    match way {
        Way::Code => {
            app.press("request-code")?;
            let code = wait_for("the code by e-mail", || mailed_code(world, &person.pin))?;
            enter_code(app, &code)?;
        }
        Way::Face => show_face(app, world, person)?,
    }
    app.expect("voter").map(drop)
}

/// Types a code and confirms it.
///
/// # Errors
/// When the app is gone.
pub fn enter_code(app: &mut App, code: &str) -> Result<()> {
    app.send(json!({"event": "type-code", "text": code}))?;
    app.press("confirm-code")
}

/// Has this person's face compared.
///
/// # Errors
/// When a screen is not the expected one.
pub fn show_face(app: &mut App, world: &World, person: &Person) -> Result<()> {
    app.press("face")?;
    app.expect("face")?;
    app.send(json!({"event": "picture", "bytes": portrait(world, person)?}))?;
    app.press("use-picture")
}

/// The person before the camera.
///
/// # Errors
/// When there is no portrait.
pub fn portrait(world: &World, person: &Person) -> Result<Vec<u8>> {
    Ok(fs::read(portrait_file(world, person))?)
}

/// Where the portrait is.
#[must_use]
pub fn portrait_file(world: &World, person: &Person) -> PathBuf {
    world.photos.join(format!("{}.jpg", person.number))
}

/// From the voter's data to the review of the marks.
///
/// # Errors
/// When a screen is not the expected one.
pub fn mark(app: &mut App, choice: &Choice) -> Result<()> {
    app.press("begin")?;
    let rows = app.expect("ballot")?["rows"].as_array().map_or(0, Vec::len);
    let marks = match choice {
        Choice::Rows(rows) => rows.clone(),
        Choice::AgainstAll => vec![u32::try_from(rows)?.saturating_sub(1)],
    };
    for row in marks {
        app.send(json!({"event": "mark", "row": row}))?;
    }
    app.press("select")?;
    app.expect("review").map(drop)
}

/// The whole way, from the first screen to the saved vote cipher.
///
/// # Errors
/// When a screen is not the expected one.
pub fn vote(
    world: &World,
    person: &Person,
    way: Way,
    choice: &Choice,
    data: &Path,
) -> Result<Voted> {
    let mut app = App::start(world, data, &[])?;
    identify(&mut app, world, person, way)?;
    mark(&mut app, choice)?;
    app.press("cast")?;
    let code = app.expect("receipt")?["code"]
        .as_str()
        .context("a receipt has a code")?
        .to_owned();
    let cipher = save_cipher(&mut app, data)?;
    Ok(Voted { code, cipher })
}

/// Saves the vote cipher of the receipt on the screen; gives the file.
///
/// # Errors
/// When it was not saved.
pub fn save_cipher(app: &mut App, data: &Path) -> Result<PathBuf> {
    app.expect("receipt")?;
    app.press("save-cipher")?;
    let saved = data.join("saved");
    let mut ciphers = fs::read_dir(&saved)
        .with_context(|| saved.display().to_string())?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    ciphers.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "shailoo")
    });
    ciphers.pop().context("the vote cipher was saved")
}

/// Reads the voter's mail: the last message with a code, if there is one.
///
/// # Errors
/// When the sandbox does not answer.
pub fn mailed_code(world: &World, pin: &str) -> Result<Option<String>> {
    let answer = reqwest::blocking::get(format!("{}/mailbox/{pin}", world.mailboxes))?;
    if !answer.status().is_success() {
        return Ok(None);
    }
    let mail: Value = serde_json::from_slice(&answer.bytes()?)?;
    Ok(mail
        .as_object()
        .into_iter()
        .flatten()
        .find_map(|(_, text)| digits(text.as_str()?)))
}

/// The first run of exactly six digits; mail may come in base64.
fn digits(text: &str) -> Option<String> {
    let decoded = STANDARD
        .decode(text.split_whitespace().collect::<String>())
        .ok();
    let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    [Some(text.to_owned()), decoded]
        .into_iter()
        .flatten()
        .find_map(|text| {
            text.split(|c: char| !c.is_ascii_digit())
                .find(|run| run.len() == 6)
                .map(str::to_owned)
        })
}
