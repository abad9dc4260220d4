//! Everything before voting: the commission's and the trustees' keys, the key ceremony, the manifest, the
//! servers. Secrets lie in the folders of their owners; between the folders go only the files and messages
//! that go between the parties in life.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, Result};
use serde_json::json;
use shailoo_protocol::{instant::Instant, manifest::RootManifest, sign::SecretKey};

use crate::{
    people::{self, Person},
    program::{Server, binary, run, wait_for},
};

/// How many trustees there are, and how many of them decrypt.
pub const TRUSTEES: u32 = 3;
/// See [`TRUSTEES`].
pub const THRESHOLD: u32 = 2;
/// How many registrars there are.
pub const REGISTRARS: u32 = 2;
/// How many members the commission has; two of them must sign.
pub const MEMBERS: u32 = 3;
const SIGNERS: u32 = 2;
const WITNESS: &str = "witness.sandbox.example/1";
const PASSPHRASE: &str = "SANDBOX passphrase, worth nothing";

/// What an election is made of.
pub struct Setting {
    /// Where everything is written; must not exist.
    pub folder: PathBuf,
    /// The clerk's files: `districts.csv`, candidates, photos are drawn.
    pub data: PathBuf,
    /// How many voters are on the list.
    pub voters: u32,
    /// When voting begins and ends, seconds since 1970.
    pub hours: (u64, u64),
    /// The ballot box's first port; 0: the system chooses.
    pub port: u16,
    /// How few ballots are too few to open a district.
    pub minimum_ballots: u32,
    /// How long after closing a right that was issued before may still be used, in seconds.
    pub grace_seconds: u32,
}

/// A set-up election with its running servers.
pub struct Parties {
    /// The folder of everything.
    pub folder: PathBuf,
    /// The voters on the list.
    pub people: Vec<Person>,
    /// A citizen who is not on the list.
    pub stranger: Person,
    /// The manifest's members.
    pub manifest: RootManifest,
    /// SANDBOX identity providers.
    pub sandbox: Server,
    /// The witness.
    pub witness: Server,
    /// The ballot box.
    pub ballot_box: Server,
    /// The registrars in order.
    pub registrars: Vec<Server>,
}

impl Parties {
    /// Sets an election up; `tell` hears of each step.
    ///
    /// # Errors
    /// When a program fails.
    pub fn set_up(setting: &Setting, mut tell: impl FnMut(&str)) -> Result<Self> {
        let folder = &setting.folder;
        for name in [
            "commission",
            "ballot-box",
            "witness",
            "sandbox",
            "trustees",
            "voters",
            "logs",
        ] {
            fs::create_dir_all(folder.join(name))?;
        }
        fs::write(folder.join("passphrase"), PASSPHRASE)?;
        private(&folder.join("passphrase"))?;

        tell("the commission's members make their keys");
        commission_keys(folder)?;
        tell("the registrars, the ballot box and the witness make theirs");
        let districts = district_ids(&setting.data)?;
        for id in 1..=REGISTRARS {
            registrar_keys(folder, id, &districts)?;
        }
        let box_key = server_key(&folder.join("ballot-box/key"))?;
        fs::write(
            folder.join("ballot-box/public.json"),
            json!({"key": hex::encode(box_key)}).to_string(),
        )?;
        let witness_key = server_key(&folder.join("witness/key"))?;
        tell("three trustees hold the key ceremony");
        let transcript = ceremony(folder, slots(&setting.data)?)?;
        tell("the commission builds and signs the manifest");
        plan(setting, &hex::encode(witness_key))?;
        manifest(setting, &transcript)?;
        let manifest: RootManifest =
            shailoo_protocol::json::parse(&fs::read(folder.join("election/manifest.json"))?)?;

        tell("voters are listed, and the servers start");
        let (people, stranger) = people::invent(
            setting.voters,
            &districts,
            &folder.join("register"),
            &folder.join("sandbox"),
        )?;
        let sandbox = start_sandbox(folder)?;
        write_witness(folder, &manifest)?;
        let witness = start_witness(folder)?;
        let registrars = (1..=REGISTRARS)
            .map(|id| {
                import_voters(folder, id)?;
                let port = if setting.port == 0 {
                    0
                } else {
                    setting.port + 2 * u16::try_from(id)?
                };
                write_registrar(folder, id, &sandbox, &witness, port)?;
                start_registrar(folder, id)
            })
            .collect::<Result<Vec<_>>>()?;
        write_ballot_box(setting, &witness, &registrars)?;
        let ballot_box = start_ballot_box(folder)?;
        let parties = Self {
            folder: folder.clone(),
            people,
            stranger,
            manifest,
            sandbox,
            witness,
            ballot_box,
            registrars,
        };
        let urls = parties.registrars.iter().map(|server| server.url.as_str());
        let (ballot_box, urls) = (&parties.ballot_box.url, urls.collect::<Vec<_>>());
        parties.write_app(&parties.app(), ballot_box, &urls, None)?;
        Ok(parties)
    }

    /// A tool of the commission.
    ///
    /// # Errors
    /// When it is not built.
    pub fn commission(&self) -> Result<Command> {
        commission(&self.folder)
    }

    /// Has two members sign a draft and posts it; gives the combined entry's file.
    ///
    /// # Errors
    /// When a signature is refused, or the box refuses the entry.
    pub fn sign_and_post(&self, draft: &Path, blobs: &[&Path]) -> Result<PathBuf> {
        let entry = draft.with_extension("entry");
        sign(&self.folder, draft, &entry, None)?;
        let mut post = self.commission()?;
        post.args(["post", "--box", &self.ballot_box.url]);
        for blob in blobs {
            post.arg("--blob").arg(blob);
        }
        self.publish(post.arg("--entry").arg(&entry))?;
        Ok(entry)
    }

    /// Runs `commission post …` and waits until the witnesses have seen the last entry: only then does the
    /// box show it to the world.
    ///
    /// # Errors
    /// When the box refuses something, or the witnesses do not answer.
    pub fn publish(&self, post: &mut Command) -> Result<()> {
        let told = run(post)?;
        let index = |line: &str| {
            line.strip_prefix("entry ")?
                .split(':')
                .next()?
                .parse::<u64>()
                .ok()
        };
        let last = told
            .lines()
            .filter_map(index)
            .max()
            .context("an entry was posted")?;
        wait_for("the witnesses to see the entry", || {
            let url = format!("{}/log/checkpoint", self.ballot_box.url);
            let answer = reqwest::blocking::get(url)?;
            let note = answer.text()?;
            let size = note
                .lines()
                .nth(1)
                .and_then(|line| line.parse::<u64>().ok());
            Ok(size.filter(|size| *size > last).map(drop))
        })
    }

    /// The trust file.
    #[must_use]
    pub fn trust(&self) -> PathBuf {
        self.folder.join("commission/trust.json")
    }

    /// The configuration of the voters' app.
    #[must_use]
    pub fn app(&self) -> PathBuf {
        self.folder.join("app.json")
    }

    /// A trustee's program, for trustee 1, 2, ….
    ///
    /// # Errors
    /// When it is not built.
    pub fn trustee(&self, index: u32) -> Result<Command> {
        trustee(&self.folder, index)
    }

    /// Kills the ballot box and starts it again under the same address.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn restart_ballot_box(&mut self) -> Result<()> {
        self.ballot_box.kill()?;
        self.ballot_box = start_again(|| start_ballot_box(&self.folder))?;
        Ok(())
    }

    /// Kills a registrar and starts it again under the same addresses.
    ///
    /// # Errors
    /// When there is no such registrar, or it does not come up.
    pub fn restart_registrar(&mut self, id: u32) -> Result<()> {
        let place = usize::try_from(id)?.checked_sub(1);
        let server = place
            .and_then(|place| self.registrars.get_mut(place))
            .context("there is no such registrar")?;
        server.kill()?;
        *server = start_again(|| start_registrar(&self.folder, id))?;
        Ok(())
    }

    /// Kills the witness and starts it again under the same address.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn restart_witness(&mut self) -> Result<()> {
        self.witness.kill()?;
        self.witness = start_again(|| start_witness(&self.folder))?;
        Ok(())
    }

    /// A registrar's configuration file.
    #[must_use]
    pub fn registrar_configuration(&self, id: u32) -> PathBuf {
        self.folder.join(format!("registrar-{id}/registrar.toml"))
    }

    /// Writes a configuration of the voters' app that leads to the servers over these addresses.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_app(
        &self,
        file: &Path,
        ballot_box: &str,
        registrars: &[&str],
        check_address: Option<&str>,
    ) -> Result<()> {
        let trust: serde_json::Value = serde_json::from_slice(&fs::read(self.trust())?)?;
        let mut app = json!({"ballot_box": ballot_box, "registrars": registrars, "trust": trust});
        if let Some(address) = check_address {
            app["check_address"] = address.into();
        }
        Ok(fs::write(file, serde_json::to_vec_pretty(&app)?)?)
    }
}

fn commission_keys(folder: &Path) -> Result<()> {
    let mut trust = commission(folder)?;
    trust
        .args(["trust", "--threshold", &SIGNERS.to_string(), "--out"])
        .arg(folder.join("commission/trust.json"));
    for member in 1..=MEMBERS {
        let place = folder.join(format!("commission/member-{member}"));
        fs::create_dir_all(&place)?;
        let public = place.join("public.json");
        let mut key = commission(folder)?;
        key.args([
            "key",
            "--name",
            &format!("shailoo.gov.kg/commission-{member}"),
            "--sandbox-fast-kdf",
        ]);
        key.arg("--secret")
            .arg(place.join("key.age"))
            .arg("--public")
            .arg(&public);
        run(with_passphrase(&mut key, folder))?;
        trust.arg(public);
    }
    run(&mut trust).map(drop)
}

fn registrar_keys(folder: &Path, id: u32, districts: &[u32]) -> Result<()> {
    let place = folder.join(format!("registrar-{id}"));
    fs::create_dir_all(&place)?;
    let list = districts
        .iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join(",");
    let mut keygen = Command::new(binary("registrar")?);
    keygen.args([
        "keygen",
        "--id",
        &id.to_string(),
        "--name",
        &format!("SANDBOX registrar {id}"),
    ]);
    keygen
        .args(["--districts", &list, "--sandbox", "--keys"])
        .arg(place.join("keys.age"));
    keygen.arg("--public").arg(place.join("public.json"));
    run(with_passphrase(&mut keygen, folder)).map(drop)
}

/// Makes a server's Ed25519 key file; gives the public key.
fn server_key(path: &Path) -> Result<[u8; 32]> {
    let key = SecretKey::make().context("the system gives no randomness")?;
    fs::write(path, hex::encode(key.to_seed().as_slice()))?;
    private(path)?;
    Ok(*key.public().as_bytes())
}

/// Holds the ceremony: three programs, and messages carried between their folders.
fn ceremony(folder: &Path, slots: u32) -> Result<PathBuf> {
    let home = |index: u32| folder.join(format!("trustees/{index}"));
    let parameters = folder.join("trustees/parameters.json");
    let mut new = trustee(folder, 1)?;
    new.args([
        "ceremony",
        "new",
        "--threshold",
        &THRESHOLD.to_string(),
        "--slots",
        &slots.to_string(),
        "--out",
    ]);
    new.arg(&parameters);
    for index in 1..=TRUSTEES {
        run(trustee(folder, index)?.args(["key", "--name", &format!("SANDBOX trustee {index}")]))?;
        new.arg("--key").arg(home(index).join("key.json"));
    }
    run(&mut new)?;
    let attempt = |index: u32| -> Result<PathBuf> {
        let mut found = fs::read_dir(home(index).join("ceremonies"))?;
        Ok(found.next().context("the ceremony has a folder")??.path())
    };
    for round in ["round1", "round2", "round3", "round4"] {
        for index in 1..=TRUSTEES {
            let mut step = trustee(folder, index)?;
            step.args(["ceremony", round, "--parameters"])
                .arg(&parameters);
            if round == "round1" {
                step.arg("--compared");
            }
            run(&mut step)?;
        }
        for from in 1..=TRUSTEES {
            for message in fs::read_dir(attempt(from)?.join("outbox"))? {
                let message = message?;
                for to in (1..=TRUSTEES).filter(|to| *to != from) {
                    fs::copy(
                        message.path(),
                        attempt(to)?.join("inbox").join(message.file_name()),
                    )?;
                }
            }
        }
    }
    for index in 1..=TRUSTEES {
        run(trustee(folder, index)?
            .args(["ceremony", "finish", "--parameters"])
            .arg(&parameters))?;
    }
    Ok(attempt(1)?.join("transcript.json"))
}

fn plan(setting: &Setting, witness_key: &str) -> Result<()> {
    let opens = Instant::from_unix(setting.hours.0)?;
    let closes = Instant::from_unix(setting.hours.1)?;
    let day = opens.to_string();
    let day = day.get(..10).context("an instant begins with its day")?;
    let text = format!(
        r#"kind = "demo"
day = "{day}"
opens = "{opens}"
closes = "{closes}"
grace_seconds = {}
slack_seconds = 3600
hotline = ["+996 312 660240", "1255"]
order = "alphabetical"
revote = "none"
minimum_ballots = {}
quorum = 1

[title]
ky = "Айылдык кеңештердин депутаттарын шайлоо"
ru = "Выборы депутатов айылных кенешей"
en = "Election of deputies of village councils"

[[witnesses]]
name = "{WITNESS}"
key = "{witness_key}"
"#,
        setting.grace_seconds, setting.minimum_ballots
    );
    Ok(fs::write(
        setting.folder.join("commission/plan.toml"),
        text,
    )?)
}

fn manifest(setting: &Setting, transcript: &Path) -> Result<()> {
    let folder = &setting.folder;
    let election = folder.join("election");
    let mut build = commission(folder)?;
    build
        .arg("manifest")
        .arg("--plan")
        .arg(folder.join("commission/plan.toml"));
    build
        .arg("--districts")
        .arg(setting.data.join("districts.csv"));
    for file in candidates(&setting.data)? {
        build.arg("--candidates").arg(file);
    }
    build.arg("--draw-photos");
    for id in 1..=REGISTRARS {
        build
            .arg("--registrar")
            .arg(folder.join(format!("registrar-{id}/public.json")));
    }
    build
        .arg("--ballot-box")
        .arg(folder.join("ballot-box/public.json"));
    build
        .arg("--transcript")
        .arg(transcript)
        .arg("--out")
        .arg(&election);
    run(&mut build)?;
    let draft = election.join("2-manifest.draft");
    sign(
        folder,
        &draft,
        &election.join("2-manifest.entry"),
        Some(&election.join("manifest.note")),
    )
}

fn sign(folder: &Path, draft: &Path, entry: &Path, note: Option<&Path>) -> Result<()> {
    let mut combine = commission(folder)?;
    combine
        .arg("combine")
        .arg("--draft")
        .arg(draft)
        .arg("--out")
        .arg(entry);
    combine
        .arg("--trust")
        .arg(folder.join("commission/trust.json"));
    if let Some(note) = note {
        combine.arg("--note").arg(note);
    }
    for member in 1..=SIGNERS {
        let signed = draft.with_extension(format!("signed-{member}"));
        let mut sign = commission(folder)?;
        sign.arg("sign").arg(draft).arg("--out").arg(&signed);
        sign.arg("--secret")
            .arg(folder.join(format!("commission/member-{member}/key.age")));
        run(with_passphrase(&mut sign, folder))?;
        combine.arg(signed);
    }
    run(&mut combine).map(drop)
}

fn import_voters(folder: &Path, id: u32) -> Result<()> {
    let list = folder.join(format!("register/photos/list-{id}.json"));
    let mut register = commission(folder)?;
    register
        .arg("register")
        .arg("--voters")
        .arg(folder.join("register/voters.csv"));
    register
        .arg("--manifest")
        .arg(folder.join("election/manifest.json"));
    register
        .args(["--registrar", &id.to_string(), "--photos"])
        .arg(folder.join("register/photos"));
    run(register.arg("--out").arg(list)).map(drop)
}

fn start_sandbox(folder: &Path) -> Result<Server> {
    let place = folder.join("sandbox");
    let mut command = Command::new(binary("sandbox")?);
    command
        .arg("--folder")
        .arg(place.join("keys"))
        .arg("--citizens")
        .arg(place.join("citizens.json"));
    command.arg("--photos").arg(place.join("photos"));
    Server::start(&mut command, 2, &folder.join("logs/sandbox.log"))
}

fn write_witness(folder: &Path, manifest: &RootManifest) -> Result<()> {
    let bytes = fs::read(folder.join("election/manifest.json"))?;
    let election = shailoo_protocol::ids::ElectionId::of_manifest(&bytes);
    use shailoo_protocol::log::Origin;
    let mut logs = format!(
        "[[logs]]\norigin = \"{}\"\nkey = \"{:?}\"\n",
        Origin::BallotBox.text(&election),
        manifest.ballot_box.key
    );
    for registrar in &manifest.registrars {
        logs.push_str(&format!(
            "[[logs]]\norigin = \"{}\"\nkey = \"{:?}\"\n",
            Origin::Registrar(registrar.id).text(&election),
            registrar.key
        ));
    }
    let text = format!(
        "name = \"{WITNESS}\"\nkey = \"key\"\nstore = \"witness.redb\"\n{logs}\n[listen]\naddress = \"127.0.0.1:0\"\n"
    );
    Ok(fs::write(folder.join("witness/witness.toml"), text)?)
}

fn start_witness(folder: &Path) -> Result<Server> {
    let configuration = folder.join("witness/witness.toml");
    let command = Command::new(binary("witness")?);
    start(command, &configuration, 1, &folder.join("logs/witness.log"))
}

fn write_registrar(
    folder: &Path,
    id: u32,
    sandbox: &Server,
    witness: &Server,
    port: u16,
) -> Result<()> {
    let text = format!(
        r#"store = "registrar.redb"
keys = "keys.age"
passphrase_file = "../passphrase"
trust = "../commission/trust.json"
manifest = "../election/manifest.json"
signatures = "../election/manifest.note"
blobs = "../election/blob"
publish_seconds = 5

[listen]
address = "127.0.0.1:{port}"
admin = "127.0.0.1:0"

[limits]
requests_per_second = 0

[[witnesses]]
name = "{WITNESS}"
url = "{}"

[cloud_signature]
url = "{}"
authorities = ["../sandbox/keys/ca.der"]

[face]
url = "{}"
keys = ["../sandbox/keys/face.json"]
"#,
        witness.url, sandbox.url, sandbox.url
    );
    fs::write(folder.join(format!("registrar-{id}/registrar.toml")), text)?;
    let mut import = Command::new(binary("registrar")?);
    import
        .arg("import")
        .arg("--config")
        .arg(folder.join(format!("registrar-{id}/registrar.toml")));
    run(import.arg(folder.join(format!("register/photos/list-{id}.json")))).map(drop)
}

fn start_registrar(folder: &Path, id: u32) -> Result<Server> {
    let name = format!("registrar-{id}");
    let mut command = Command::new(binary("registrar")?);
    command.arg("serve");
    let configuration = folder.join(&name).join("registrar.toml");
    let log = folder.join(format!("logs/{name}.log"));
    start(command, &configuration, 2, &log)
}

fn write_ballot_box(setting: &Setting, witness: &Server, registrars: &[Server]) -> Result<()> {
    let mut text = format!(
        r#"store = "ballot-box.redb"
key = "key"
trust = "../commission/trust.json"
manifest = "../election/manifest.json"
districts = "../election/blob"

[listen]
address = "127.0.0.1:{}"

[limits]
requests_per_second = 0

[[witnesses]]
name = "{WITNESS}"
url = "{}"
"#,
        setting.port, witness.url
    );
    for (server, id) in registrars.iter().zip(1..) {
        text.push_str(&format!(
            "\n[[registrars]]\nid = {id}\nurl = \"{}\"\n",
            server.url
        ));
    }
    Ok(fs::write(
        setting.folder.join("ballot-box/ballot-box.toml"),
        text,
    )?)
}

fn start_ballot_box(folder: &Path) -> Result<Server> {
    let configuration = folder.join("ballot-box/ballot-box.toml");
    let command = Command::new(binary("ballot-box")?);
    start(
        command,
        &configuration,
        1,
        &folder.join("logs/ballot-box.log"),
    )
}

/// Starts a server. Ports that the system chose are written into its configuration, so that it comes back
/// under the same addresses: others have been told them.
fn start(
    mut command: Command,
    configuration: &Path,
    listeners: usize,
    log: &Path,
) -> Result<Server> {
    let server = Server::start(command.arg("--config").arg(configuration), listeners, log)?;
    let text = fs::read_to_string(configuration)?;
    let fix = |text: String, name: &str, url: &str| {
        let address = url.trim_start_matches("http://");
        text.replace(
            &format!("{name} = \"127.0.0.1:0\""),
            &format!("{name} = \"{address}\""),
        )
    };
    let mut fixed = fix(text.clone(), "address", &server.url);
    if let Some(admin) = &server.admin {
        fixed = fix(fixed, "admin", admin);
    }
    if fixed != text {
        fs::write(configuration, fixed)?;
    }
    Ok(server)
}

/// Starts a server whose ports may for a moment belong to somebody's outgoing connection.
fn start_again(start: impl Fn() -> Result<Server>) -> Result<Server> {
    const TRIES: u32 = 5;
    for _ in 1..TRIES {
        if let Ok(server) = start() {
            return Ok(server);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    start()
}

fn commission(folder: &Path) -> Result<Command> {
    let mut command = Command::new(binary("commission")?);
    command.current_dir(folder);
    Ok(command)
}

fn trustee(folder: &Path, index: u32) -> Result<Command> {
    let mut command = Command::new(binary("trustee")?);
    command
        .arg("--home")
        .arg(folder.join(format!("trustees/{index}")))
        .arg("--sandbox-fast-kdf");
    with_passphrase(&mut command, folder);
    Ok(command)
}

fn with_passphrase<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    command
        .arg("--passphrase-file")
        .arg(folder.join("passphrase"))
}

fn private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(
        path,
        fs::Permissions::from_mode(0o600),
    )?)
}

fn candidates(data: &Path) -> Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(data)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.retain(|file| {
        file.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("candidates"))
    });
    files.sort();
    Ok(files)
}

fn imported(data: &Path) -> Result<Vec<shailoo_commission::import::District>> {
    use shailoo_commission::import::{Order, Source, districts};
    let candidates = candidates(data)?
        .iter()
        .map(|file| Source::read(file))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(districts(
        &Source::read(&data.join("districts.csv"))?,
        &candidates,
        Order::Alphabetical,
    )?
    .items)
}

fn district_ids(data: &Path) -> Result<Vec<u32>> {
    Ok(imported(data)?.iter().map(|district| district.id).collect())
}

/// How many key slots the largest district needs.
fn slots(data: &Path) -> Result<u32> {
    let most = imported(data)?
        .iter()
        .map(|district| district.candidates.len() + usize::from(district.against_all))
        .max()
        .context("there is a district")?;
    Ok(u32::try_from(most)?)
}
