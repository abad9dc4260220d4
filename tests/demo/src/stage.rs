//! A running election for the tests of the voters' apps, whatever language they are written in.
//!
//! The program `stage` starts every party on loopback over a folder that goes with it, opens the ballot box,
//! prints one line of JSON, and then obeys: one order (a line of JSON) in, one answer (a line of JSON) out. At the
//! end of its input it stops everything. It starts the programs that lie beside it: build them before with
//! `cargo build --workspace --bins`.
//!
//! The first line says what there is:
//!
//! ```json
//! {"app": "…/app.json", "auditor": "…/auditor", "trust": "…/trust.json", "box": "http://127.0.0.1:…",
//!  "voters": [{"pin": "…", "name": "…", "face": "…/1.jpg", "photo": true,
//!              "district": 1, "candidates": 4, "mandates": 3}, …],
//!  "strangers": ["…"], "pages": "http://127.0.0.1:…"}
//! ```
//!
//! `pages` is where the web pages are served, over the same lines that can be cut; it is left out when they are
//! not built (`cargo xtask web`).
//!
//! `face` is a portrait with which the SANDBOX recognises the voter; `photo` tells whether the register has a
//! photo too. A stranger is a citizen who is not on the list. `app` leads to the servers over lines that can be
//! cut; `box` is the ballot box itself, for auditors.
//!
//! | order | answer | what happens |
//! |---|---|---|
//! | `{"do":"code","pin":"…"}` | `{"code":"123456"}` | reads the newest mail to this ПИН's owner; waits ten seconds for it |
//! | `{"do":"cut"}` | `{}` | the line to the ballot box is cut: connections break, new ones are refused; with `"party":"registrars"` the lines to all registrars |
//! | `{"do":"mend"}` | `{}` | mends the lines of the `party`; without one, all |
//! | `{"do":"close"}` | `{}` | voting ends, the grace passes, the commission closes the box |
//! | `{"do":"audit"}` | `{"ok":true}` | audits the election as far as it has come: its voting, or its closing too; what fails is in `failures` |
//! | `{"do":"cipher","path":"…"}` | `{"ok":true,"text":"…"}` | checks a saved vote cipher with the auditor; the text is the auditor's |
//!
//! An order that cannot be obeyed is answered with `{"error":"…"}`; the election goes on.
//!
//! Districts, candidates, portraits and voters are the same in every run, and with `--opens` and `--closes` the
//! hours too. Keys are not, so codes differ; and the servers keep the machine's time, which screens show: pictures
//! that are compared must be drawn with other codes, `server_time` and time left.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    day,
    line::Line,
    night,
    parties::{Parties, Setting},
    people::Person,
    program::{Server, binary, wait_at_most},
    voter::{self, World},
};

/// How long a mail may take.
const MAIL: Duration = Duration::from_secs(10);
/// What is shown to voters as the address where second devices check. A line's address changes with every
/// start, and with it would every picture of a screen.
const CHECK_ADDRESS: &str = "https://sandbox.example/check";

/// What the stage is told to do. (Braces make serde refuse members that do not belong there.)
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
enum Order {
    Code { pin: String },
    Cut { party: Option<Party> },
    Mend { party: Option<Party> },
    Close {},
    Audit {},
    Cipher { path: PathBuf },
}

/// Whose line.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Party {
    BallotBox,
    Registrars,
}

/// An open election that obeys.
pub struct Stage {
    parties: Parties,
    world: World,
    ballot_box: Line,
    registrars: Vec<Line>,
    pages: Option<Server>,
    /// How far the election has come, as the auditor calls it.
    goal: &'static str,
}

impl Stage {
    /// Sets the election up and opens it; `tell` hears of each step.
    ///
    /// # Errors
    /// When a program fails.
    pub fn start(setting: &Setting, tell: impl FnMut(&str)) -> Result<Self> {
        let parties = Parties::set_up(setting, tell)?;
        day::open(&parties)?;
        let line = |url: &str| Line::to(url, |_, _| {});
        let ballot_box = line(&parties.ballot_box.url)?;
        let registrars = parties
            .registrars
            .iter()
            .map(|server| line(&server.url))
            .collect::<Result<Vec<_>>>()?;
        let app = parties.folder.join("stage.json");
        let urls: Vec<&str> = registrars.iter().map(|line| line.url.as_str()).collect();
        parties.write_app(&app, &ballot_box.url, &urls, Some(CHECK_ADDRESS))?;
        let world = World {
            app,
            ..day::world(&parties)?
        };
        let pages = setting.pages.as_ref();
        let pages = pages.map(|pages| parties.serve_pages(pages, &world.app));
        Ok(Self {
            pages: pages.transpose()?,
            parties,
            world,
            ballot_box,
            registrars,
            goal: "voting",
        })
    }

    /// The first line.
    ///
    /// # Errors
    /// When the auditor is not built or a district file is missing.
    pub fn ready(&self) -> Result<Value> {
        let districts = day::districts(&self.parties)?;
        let voter = |person: &Person| {
            let district = day::file(&districts, person.district)?;
            Ok(json!({
                "pin": person.pin,
                "name": person.name,
                "face": voter::portrait_file(&self.world, person),
                "photo": person.photo,
                "district": district.id,
                "candidates": district.candidates.len(),
                "mandates": district.mandates,
            }))
        };
        let people = self.parties.people.iter();
        let mut ready = json!({
            "app": self.world.app,
            "voters": people.map(voter).collect::<Result<Vec<_>>>()?,
            "strangers": [self.parties.stranger.pin],
            "auditor": binary("auditor")?,
            "trust": self.parties.trust(),
            "box": self.parties.ballot_box.url,
        });
        if let Some(pages) = &self.pages {
            ready["pages"] = pages.url.as_str().into();
        }
        Ok(ready)
    }

    /// Obeys one line; what cannot be done is told in the answer.
    pub fn obey(&mut self, line: &str) -> Value {
        let done = serde_json::from_str(line)
            .context("this is no order")
            .and_then(|order| self.carry_out(order));
        done.unwrap_or_else(|error| json!({"error": format!("{error:#}")}))
    }

    fn carry_out(&mut self, order: Order) -> Result<Value> {
        match order {
            Order::Code { pin } => {
                let code = wait_at_most(MAIL, "the code by e-mail", || {
                    voter::mailed_code(&self.world, &pin)
                })?;
                return Ok(json!({ "code": code }));
            }
            Order::Cut { party } => {
                for line in self.lines(party.unwrap_or(Party::BallotBox)) {
                    line.cut();
                }
            }
            Order::Mend { party } => {
                for party in
                    party.map_or(vec![Party::BallotBox, Party::Registrars], |one| vec![one])
                {
                    for line in self.lines(party) {
                        line.mend()?;
                    }
                }
            }
            Order::Close {} => {
                day::close(&self.parties, 1)?;
                self.goal = "closing";
            }
            Order::Audit {} => {
                let place = &self.parties.ballot_box.url;
                let report = night::audit_to(self.goal, place, &self.parties.trust())?;
                return Ok(json!({"ok": report["ok"], "failures": report["failures"]}));
            }
            Order::Cipher { path } => return self.cipher(&path),
        }
        Ok(json!({}))
    }

    fn lines(&mut self, party: Party) -> &mut [Line] {
        match party {
            Party::BallotBox => std::slice::from_mut(&mut self.ballot_box),
            Party::Registrars => &mut self.registrars,
        }
    }

    fn cipher(&self, path: &Path) -> Result<Value> {
        let record = &self.parties.ballot_box.url;
        let checked = night::check_cipher(path, record, &self.parties.trust())?;
        Ok(json!({"ok": checked.ok, "text": checked.text}))
    }
}
