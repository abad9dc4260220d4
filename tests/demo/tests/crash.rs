//! Programs die at any moment, voters' apps too. What was acknowledged stays, nothing is counted twice, and
//! everybody who wants to vote has voted in the end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod common;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};

use common::prepare;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use reqwest::{StatusCode, blocking::Client};
use serde_json::{Value, json};
use shailoo_demo::{
    day::{self, Tally},
    night,
    parties::Parties,
    people::Person,
    voter::{self, App, Choice, Voted, Way, World},
};
use shailoo_protocol::{log::VoteCipher, manifest::DistrictFile};

const VOTERS: u32 = 160;
const SIDE_BY_SIDE: usize = 4;
/// How many servers are killed.
const KILLS: u32 = 200;
/// A machine that has not managed them by then never will.
const LONGEST: Duration = Duration::from_secs(400);
/// A voter who has not voted by then never will.
const PATIENCE: Duration = Duration::from_secs(500);
/// How often one voter's app is killed at most.
const DEATHS: u32 = 3;

/// Notices that a voter sees when servers or the app itself have died; each has a way on.
const EXPECTED: [&str; 9] = [
    "network",
    "timeout",
    "server",
    "busy",
    "provider",
    "wrong-code",
    "identity-expired",
    "session-lost",
    "too-many",
];

/// What the voters have reached, as only the test knows it.
#[derive(Default)]
struct Reached {
    tally: Tally,
    voted: Vec<Voted>,
    /// Codes of ballots that were opened to check a device.
    void: Vec<String>,
    /// How often an app died.
    deaths: u32,
}

#[test]
fn no_crash_loses_or_doubles_a_ballot_or_a_right() {
    let (_folder, mut parties) = prepare("crash", VOTERS);
    day::open(&parties).unwrap();
    let districts = day::districts(&parties).unwrap();
    let world = day::world(&parties).unwrap();
    let people = parties.people.clone();
    let devices: Vec<PathBuf> = people
        .iter()
        .map(|person| day::device(&parties, person))
        .collect();
    let ballot_box = parties.ballot_box.url.clone();

    let (last, during) = people.split_last().unwrap();
    let next = AtomicUsize::new(0);
    let over = AtomicBool::new(false);
    let killed = AtomicU32::new(0);
    let killed_while_voting = AtomicU32::new(0);
    let reached = Mutex::new(Reached::default());
    let kills = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..SIDE_BY_SIDE)
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let place = next.fetch_add(1, Ordering::SeqCst);
                        let Some(person) = during.get(place) else {
                            break;
                        };
                        let (choice, rng) = choose(&districts, person);
                        let mut journey =
                            Journey::new(&world, person, &choice, &devices[place], rng);
                        let voted = journey.go();
                        let mut reached = reached.lock().unwrap();
                        day::count(&mut reached.tally, &districts, person.district, &choice);
                        reached.voted.push(voted);
                        reached.void.append(&mut journey.void);
                        reached.deaths += journey.deaths;
                    }
                    killed_while_voting.store(killed.load(Ordering::SeqCst), Ordering::SeqCst);
                    // Nobody is left to vote: what was acknowledged is sent again as long as servers die.
                    while !over.load(Ordering::SeqCst) {
                        let cipher = {
                            let reached = reached.lock().unwrap();
                            let place = usize::try_from(rand()).unwrap() % reached.voted.len();
                            reached.voted[place].cipher.clone()
                        };
                        send_again(&ballot_box, &cipher);
                    }
                })
            })
            .collect();
        let kills = kill_servers(&mut parties, &killed, &|| {
            workers.iter().any(|worker| worker.is_finished())
        });
        over.store(true, Ordering::SeqCst);
        kills
    });

    let mut reached = reached.into_inner().unwrap();
    // One more votes while the witness is dead: that stops nobody.
    parties.witness.kill().unwrap();
    let (choice, _) = choose(&districts, last);
    let device = day::device(&parties, last);
    let voted = voter::vote(&world, last, Way::Face, &choice, &device).unwrap();
    day::count(&mut reached.tally, &districts, last.district, &choice);
    reached.voted.insert(0, voted);
    parties.restart_witness().unwrap();

    let while_voting = killed_while_voting.into_inner();
    println!(
        "servers killed: {kills:?}, {while_voting} of them until the last voter had voted; \
         apps killed: {}; ballots opened: {}",
        reached.deaths,
        reached.void.len()
    );
    assert!(kills.values().sum::<u32>() >= KILLS, "{kills:?}");
    assert!(
        while_voting >= KILLS / 4,
        "voters hardly noticed: {while_voting}"
    );
    assert_eq!(reached.voted.len(), people.len(), "everybody has voted");
    assert!(!reached.void.is_empty(), "somebody has checked a device");
    for code in &reached.void {
        let url = format!("{}/v1/codes/{code}", parties.ballot_box.url);
        let found: Value = reqwest::blocking::get(url).unwrap().json().unwrap();
        assert_eq!(found["state"], "unknown", "an opened ballot was cast");
    }
    // Receipts are still the same after all crashes.
    for voted in &reached.voted {
        assert!(send_again(&parties.ballot_box.url, &voted.cipher));
    }
    finish(&parties, &reached);
}

/// Closes, counts and audits.
fn finish(parties: &Parties, reached: &Reached) {
    day::close(parties, 2).unwrap();
    if let Err(error) = night::count(parties, |_| {}) {
        let report = night::audit(&parties.ballot_box.url, &parties.trust()).unwrap();
        panic!("{error}: {}", report["failures"]);
    }
    let archive = night::archive(parties, "result", &parties.folder.join("record")).unwrap();
    let report = night::audit(&archive.display().to_string(), &parties.trust()).unwrap();
    assert_eq!(report["ok"], true, "{}", report["failures"]);
    assert_eq!(report["recorded"], VOTERS, "no ballot is lost or doubled");
    assert_eq!(report["counted"], VOTERS);
    let counts = night::counts(&report);
    for (district, votes) in &reached.tally {
        assert_eq!(counts.get(district), Some(votes), "district {district}");
    }
    for district in report["districts"].as_array().unwrap() {
        for registrar in district["issuance"].as_array().unwrap() {
            assert_eq!(
                registrar["issued"], district["ballots"],
                "every right that was used is a ballot: {district}"
            );
        }
    }
    let check = |cipher: &Path| {
        night::check_cipher(cipher, &archive, &parties.trust())
            .unwrap()
            .ok
    };
    let mut fetched = 0;
    // Each is a program that reads the whole manifest: a sample.
    for (place, voted) in reached.voted.iter().enumerate().step_by(8) {
        if check(&voted.cipher) {
            continue;
        }
        // It was saved while the witness was dead. The app has fetched the cosignature since.
        fetched += 1;
        assert!(
            check(&save_again(parties, voted)),
            "{place}: {}",
            voted.code
        );
    }
    assert!(
        fetched >= 1,
        "at least one was saved while the witness was dead"
    );
}

/// What this voter is going to choose.
fn choose(districts: &[DistrictFile], person: &Person) -> (Choice, ChaCha20Rng) {
    let file = districts.iter().find(|file| file.id == person.district);
    let mut rng = ChaCha20Rng::seed_from_u64(person.number);
    (day::choose(file.unwrap(), &mut rng), rng)
}

/// Opens the app once more and saves the kept receipt; gives the new file.
fn save_again(parties: &Parties, voted: &Voted) -> PathBuf {
    let device = voted.cipher.parent().unwrap().parent().unwrap();
    fs::remove_file(&voted.cipher).unwrap();
    let mut app = App::start(&day::world(parties).unwrap(), device, &[]).unwrap();
    for event in ["receipts", "unlocked"] {
        app.press(event).unwrap();
    }
    app.send(json!({"event": "open-receipt", "row": 0}))
        .unwrap();
    assert_eq!(app.expect("receipt").unwrap()["code"], voted.code);
    voter::save_cipher(&mut app, device).unwrap()
}

/// Kills servers one after the other and starts them again, until enough have died.
fn kill_servers(
    parties: &mut Parties,
    killed: &AtomicU32,
    failed: &dyn Fn() -> bool,
) -> BTreeMap<&'static str, u32> {
    let mut kills = BTreeMap::new();
    let begun = Instant::now();
    while killed.load(Ordering::SeqCst) < KILLS && begun.elapsed() < LONGEST && !failed() {
        sleep(Duration::from_millis(rand() % 400));
        let name = match rand() % 20 {
            0..11 => {
                parties.restart_ballot_box().unwrap();
                "ballot box"
            }
            11..15 => {
                parties.restart_witness().unwrap();
                "witness"
            }
            15..18 => {
                parties.restart_registrar(1).unwrap();
                "registrar 1"
            }
            _ => {
                parties.restart_registrar(2).unwrap();
                "registrar 2"
            }
        };
        *kills.entry(name).or_insert(0) += 1;
        killed.fetch_add(1, Ordering::SeqCst);
    }
    kills
}

/// Sends an acknowledged ballot again; tells whether the box was there. If it was, the place is the same.
fn send_again(ballot_box: &str, cipher: &Path) -> bool {
    let cipher = VoteCipher::parse(&fs::read(cipher).unwrap()).unwrap();
    let answer = Client::new()
        .post(format!("{ballot_box}/v1/ballots"))
        .header("content-type", "application/octet-stream")
        .body(cipher.ballot().to_vec())
        .send();
    let Ok(answer) = answer else {
        sleep(Duration::from_millis(50));
        return false;
    };
    let status = answer.status();
    let Ok(bytes) = answer.bytes() else {
        return false;
    };
    if status == StatusCode::SERVICE_UNAVAILABLE {
        return false;
    }
    assert_eq!(status, 200, "an acknowledged ballot is refused");
    let again = VoteCipher::parse(&bytes).unwrap();
    assert_eq!(again.index(), cipher.index(), "it has another place");
    assert_eq!(again.ballot(), cipher.ballot());
    true
}

/// One voter's way through it all: whatever happens, the app is started again with the same data.
struct Journey<'a> {
    world: &'a World,
    person: &'a Person,
    choice: &'a Choice,
    device: &'a Path,
    rng: ChaCha20Rng,
    /// How often the app was killed.
    deaths: u32,
    /// How often the voter was asked who they are.
    asked: u32,
    /// The code of the first receipt that was shown.
    code: Option<String>,
    /// Codes of ballots that were opened to check the device.
    void: Vec<String>,
}

impl<'a> Journey<'a> {
    fn new(
        world: &'a World,
        person: &'a Person,
        choice: &'a Choice,
        device: &'a Path,
        rng: ChaCha20Rng,
    ) -> Self {
        Self {
            world,
            person,
            choice,
            device,
            rng,
            deaths: 0,
            asked: 0,
            code: None,
            void: Vec::new(),
        }
    }

    fn go(&mut self) -> Voted {
        let begun = Instant::now();
        loop {
            assert!(
                begun.elapsed() < PATIENCE,
                "voter {} cannot vote",
                self.person.number
            );
            let mut app = App::start(self.world, self.device, &["--steps"]).unwrap();
            if let Some(voted) = self.live(&mut app) {
                return voted;
            }
            self.deaths += 1;
            app.kill().unwrap();
        }
    }

    /// Whether the app dies now.
    fn dies(&mut self) -> bool {
        self.deaths < DEATHS && self.rng.next_u32().is_multiple_of(24)
    }

    /// Until the vote cipher is saved, or until the app dies.
    fn live(&mut self, app: &mut App) -> Option<Voted> {
        loop {
            if app.name() == "receipt" && !app.is_working() {
                let code = app.expect("receipt").unwrap()["code"].as_str().unwrap();
                let first = self.code.get_or_insert_with(|| code.to_owned());
                assert_eq!(first, code, "the receipt is another");
                if self.dies() {
                    return None;
                }
                let cipher = voter::save_cipher(app, self.device).unwrap();
                let code = self.code.clone()?;
                return Some(Voted { code, cipher });
            }
            let event = self.event(app);
            if self.dies() {
                // In the middle of the work, or just before or after.
                app.tell(&event).unwrap();
                sleep(Duration::from_millis(u64::from(self.rng.next_u32() % 80)));
                return None;
            }
            app.send(event).unwrap();
        }
    }

    /// What the voter does on this screen.
    fn event(&mut self, app: &App) -> Value {
        if app.is_working() {
            return press("work");
        }
        let screen = &app.screen["content"][app.name()];
        match app.name() {
            "start" => {
                assert!(screen["closed"].is_null());
                press("vote")
            }
            "pin" if digits(&screen["field"]["value"]) != self.person.pin => {
                json!({"event": "type-pin", "text": self.person.pin})
            }
            "pin" => press("pin-done"),
            "identify" => self.identify(screen),
            "face" if screen["picture"].as_array().unwrap().is_empty() => {
                let picture = voter::portrait(self.world, self.person).unwrap();
                json!({"event": "picture", "bytes": picture})
            }
            "face" => press("use-picture"),
            "voter" => press("begin"),
            "ballot" => self.mark(screen),
            "review" if self.rng.next_u32().is_multiple_of(6) => press("check-device"),
            "review" => press("cast"),
            "device-check" => {
                let next = screen["next"]["event"].clone();
                if next == press("open-ballot") {
                    let code = screen["code"]["content"].as_str().unwrap();
                    self.void.push(code.to_owned());
                }
                next
            }
            "unknown" => {
                sleep(Duration::from_millis(300));
                press("retry")
            }
            "notice" => {
                let kind = screen["kind"].as_str().unwrap();
                assert!(EXPECTED.contains(&kind), "{kind}: {}", screen["body"]);
                sleep(Duration::from_millis(200));
                screen["primary"]["event"].clone()
            }
            other => panic!("no way on from {other}"),
        }
    }

    /// The first time by the code, if it comes; by face after that, since codes are limited.
    fn identify(&mut self, screen: &Value) -> Value {
        let code = &screen["code"];
        let by_code = self.asked == 0 && !self.person.number.is_multiple_of(3);
        if !by_code {
            return press("face");
        }
        if code["sent"] == "" {
            return press("request-code");
        }
        if digits(&code["field"]["value"]).len() == 6 {
            self.asked += 1;
            return press("confirm-code");
        }
        // The registrar may have died before it asked the provider.
        for _ in 0..20 {
            if let Some(code) = voter::mailed_code(self.world, &self.person.pin).unwrap() {
                return json!({"event": "type-code", "text": code});
            }
            sleep(Duration::from_millis(100));
        }
        self.asked += 1;
        press("face")
    }

    fn mark(&self, screen: &Value) -> Value {
        let rows = screen["rows"].as_array().unwrap();
        let wanted = |row: usize| match self.choice {
            Choice::Rows(marks) => marks.iter().any(|mark| usize::try_from(*mark) == Ok(row)),
            Choice::AgainstAll => row + 1 == rows.len(),
        };
        let unmarked = rows
            .iter()
            .enumerate()
            .position(|(row, shown)| wanted(row) && shown["marked"] == false);
        match unmarked {
            Some(row) => json!({"event": "mark", "row": row}),
            None => press("select"),
        }
    }
}

fn press(event: &str) -> Value {
    json!({ "event": event })
}

fn digits(text: &Value) -> String {
    let text = text.as_str().unwrap();
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A number nobody can foresee: no two runs kill at the same moments.
fn rand() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(0)
}
