//! Everything before voting: the commission's and the trustees' keys, the key ceremony, the manifest, the
//! servers. Secrets lie in the folders of their owners; between the folders go only the files and messages
//! that go between the parties in life.
//!
//! | module | what it does |
//! |---|---|
//! | `keys` | everybody's keys, and the key ceremony |
//! | `paper` | the plan, the manifest, the voter lists |
//! | `servers` | configurations; starting servers, again too |
//! | `tools` | the programs that people run |

mod keys;
mod paper;
mod servers;
mod tools;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};
use serde_json::json;
use shailoo_protocol::manifest::RootManifest;

use self::{
    keys::{ceremony, commission_keys, registrar_keys, server_key},
    paper::{district_ids, import_voters, manifest, plan, sign, slots},
    servers::{
        start_again, start_ballot_box, start_pages, start_registrar, start_sandbox, start_witness,
        write_ballot_box, write_pages, write_registrar, write_witness,
    },
    tools::{commission, private, trustee},
};
use crate::{
    people::{self, Person},
    program::{Server, run, wait_for},
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
    /// The web pages, if they are to be served.
    pub pages: Option<WebPages>,
}

/// Built web pages, and where they will be. The servers must know before they start whose pages may call.
#[derive(Debug, Clone)]
pub struct WebPages {
    /// The built folder.
    pub folder: PathBuf,
    /// The port of their server.
    pub port: u16,
}

impl WebPages {
    /// Pages of this folder on a port that is free now.
    ///
    /// # Errors
    /// When the system gives no port.
    pub fn of(folder: &Path) -> Result<Self> {
        let free = std::net::TcpListener::bind("127.0.0.1:0")?;
        Ok(Self {
            folder: folder.canonicalize()?,
            port: free.local_addr()?.port(),
        })
    }

    /// Their origin.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
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
                write_registrar(setting, id, &sandbox, &witness, port)?;
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

    /// Has two members sign a draft, and combines what they have signed into `out`.
    ///
    /// # Errors
    /// When a signature is refused.
    pub fn sign(&self, draft: &Path, out: &Path) -> Result<()> {
        sign(&self.folder, draft, out, None)
    }

    /// Has two members sign a draft and posts it; gives the combined entry's file.
    ///
    /// # Errors
    /// When a signature is refused, or the box refuses the entry.
    pub fn sign_and_post(&self, draft: &Path, blobs: &[&Path]) -> Result<PathBuf> {
        let entry = draft.with_extension("entry");
        self.sign(draft, &entry)?;
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

    /// Starts the server of web pages, which lead to the servers that this `app.json` names.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn serve_pages(&self, pages: &WebPages, app: &Path) -> Result<Server> {
        write_pages(&self.folder, pages, app)?;
        start_again(|| start_pages(&self.folder))
    }

    /// Has the commission list the files of these pages in the log, so that `auditor pages` can compare.
    ///
    /// # Errors
    /// When a step is refused.
    pub fn sign_pages(&self, pages: &WebPages, app: &Path) -> Result<()> {
        let draft = self.folder.join("election/pages.draft");
        let mut command = self.commission()?;
        command.args(["draft", "pages"]).arg(&pages.folder);
        command.arg("--app").arg(app);
        command.args(["--from", &self.ballot_box.url, "--trust"]);
        run(command.arg(self.trust()).arg("--out").arg(&draft))?;
        self.sign_and_post(&draft, &[]).map(drop)
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

    /// Stops all servers of the election, as if the day were over.
    ///
    /// # Errors
    /// When the system does not let one be stopped.
    pub fn stop(&mut self) -> Result<()> {
        for server in self.registrars.iter_mut().chain([&mut self.ballot_box]) {
            server.kill()?;
        }
        self.witness.kill()?;
        self.sandbox.kill()
    }

    /// Starts those again that keep the public record.
    ///
    /// # Errors
    /// When one does not come up.
    pub fn go_on(&mut self) -> Result<()> {
        self.restart_witness()?;
        for id in 1..=REGISTRARS {
            self.restart_registrar(id)?;
        }
        self.restart_ballot_box()
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
