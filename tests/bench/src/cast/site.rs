//! A witness, a ballot box and a registrar as processes, with an election that is open.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use anyhow::{Result, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::{Method, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use shailoo_demo::program::{Server, binary, run, wait_for};
use shailoo_elections::fixture::Election;
use shailoo_keyfile::Passphrase;
use shailoo_protocol::{
    hash::sha256,
    log::{Origin, SignedCheckpoint},
    sign::SecretKey,
    statement::{ManifestStatement, Purpose},
};

use super::load::address;
use crate::measure::processor_seconds_of;

const PASSPHRASE: &str = "SANDBOX passphrase, worth nothing";
const FACE: &str = "SANDBOX face service of the bench";

/// The processes; they end with it.
pub(super) struct Site {
    folder: tempfile::TempDir,
    witness: Server,
    ballot_box: Server,
    /// The key of the face service that the registrar believes.
    pub(super) face: SecretKey,
}

impl Site {
    /// Starts witness and ballot box, and opens the box.
    pub(super) fn start(election: &Election, batch_milliseconds: u64) -> Result<Self> {
        let mut election = election.clone();
        election.open();
        // On the disk that other data is on, not in a file system of memory.
        let folder = tempfile::tempdir_in(crate::measure::folder()?)?;
        write_public(folder.path(), &election)?;
        let witness = start_witness(folder.path(), &election)?;
        let ballot_box = start_box(folder.path(), &election, &witness, batch_milliseconds)?;
        let transcript = &election.draft.transcript;
        let name = hex::encode(sha256(transcript));
        let at = address(&ballot_box.url)?;
        send(at, Method::PUT, &format!("/blob/{name}"), transcript)?;
        for entry in &election.entries {
            send(at, Method::POST, "/v1/entries", entry)?;
        }
        // An empty log has nothing to witness; until the box asks again, no receipt is given.
        let size = election.entries.len() as u64;
        wait_for("the witness to see the opening", || {
            let checkpoint = send(at, Method::GET, "/log/checkpoint", &[])?;
            let seen = SignedCheckpoint::parse(&checkpoint)?.size() >= size;
            Ok(seen.then_some(()))
        })?;
        Ok(Self {
            folder,
            witness,
            ballot_box,
            face: SecretKey::derive(&[9; 32]),
        })
    }

    /// Where the ballot box listens.
    pub(super) fn ballot_box(&self) -> &str {
        address(&self.ballot_box.url).unwrap_or_default()
    }

    /// The processor time of ballot box and witness so far, in seconds.
    pub(super) fn processor_seconds(&self) -> Result<f64> {
        let servers = [&self.ballot_box, &self.witness].into_iter();
        servers
            .map(|server| processor_seconds_of(server.id()))
            .sum()
    }

    /// How many ballots the box says that it has.
    pub(super) fn recorded(&self) -> Result<u64> {
        let answer = send(self.ballot_box(), Method::GET, "/v1/election", &[])?;
        let answer: Value = serde_json::from_slice(&answer)?;
        let districts = answer["ballots"].as_object().into_iter().flatten();
        Ok(districts.filter_map(|(_, ballots)| ballots.as_u64()).sum())
    }

    /// Starts the first registrar with this list of voters.
    pub(super) fn start_registrar(&self, election: &Election, list: &Value) -> Result<Server> {
        let folder = self.folder.path();
        let keys = &election.parties.registrars[0];
        let mut token_keys = Vec::new();
        for (district, key) in election.plan.districts.iter().zip(&keys.tokens) {
            token_keys.push(json!({"der": base64(&key.to_der()?), "district": district.id}));
        }
        let secrets = json!({
            "format": "shailoo/v1/registrar-secrets",
            "log": hex::encode(*keys.log.to_seed()),
            "pins": hex::encode([7; 32]),
            "registrar": 1,
            "statement": hex::encode(*keys.statement.to_seed()),
            "token_keys": token_keys,
        });
        let passphrase = Passphrase::new(PASSPHRASE)?.sandbox_fast();
        let bytes = serde_json::to_vec(&secrets)?;
        shailoo_keyfile::write(&folder.join("registrar.age"), &bytes, &passphrase)?;
        private(&folder.join("passphrase"), PASSPHRASE)?;
        let face = json!({"key": hex::encode(self.face.public().as_bytes()), "provider": FACE});
        fs::write(folder.join("face.json"), face.to_string())?;
        fs::write(folder.join("list.json"), list.to_string())?;
        let text = format!(
            "store = \"registrar.redb\"\nkeys = \"registrar.age\"\npassphrase_file = \"passphrase\"\n\
             trust = \"trust.json\"\nmanifest = \"manifest.json\"\nsignatures = \"manifest.note\"\n\
             blobs = \"blob\"\n\n[listen]\naddress = \"127.0.0.1:0\"\n\n\
             [limits]\nrequests_per_second = 0\n\n{}\n\
             [face]\nurl = \"http://127.0.0.1:9\"\nkeys = [\"face.json\"]\n",
            self.witness_lines(election)
        );
        let config = folder.join("registrar.toml");
        fs::write(&config, text)?;
        let program = binary("registrar")?;
        let mut import = Command::new(&program);
        import.arg("import").arg("--config").arg(&config);
        run(import.arg(folder.join("list.json")))?;
        let mut serve = Command::new(&program);
        serve.arg("serve").arg("--config").arg(&config);
        Server::start(&mut serve, 1, &folder.join("registrar.log"))
    }

    fn witness_lines(&self, election: &Election) -> String {
        witness_lines(election, &self.witness)
    }

    /// What the face service calls itself.
    pub(super) fn provider(&self) -> &'static str {
        FACE
    }
}

/// Trust file, manifest and signatures, and all blobs.
fn write_public(folder: &Path, election: &Election) -> Result<()> {
    fs::write(folder.join("trust.json"), election.trust().to_bytes())?;
    fs::write(folder.join("manifest.json"), election.draft.root_bytes())?;
    let statement = ManifestStatement {
        election: election.id,
    };
    let note = election.signed(Purpose::Manifest, &statement);
    fs::write(folder.join("manifest.note"), note)?;
    fs::create_dir(folder.join("blob"))?;
    for (name, bytes) in election.draft.all_blobs() {
        fs::write(folder.join("blob").join(hex::encode(name)), bytes)?;
    }
    Ok(())
}

fn start_witness(folder: &Path, election: &Election) -> Result<Server> {
    let signer = &election.parties.witnesses[0];
    private(
        &folder.join("witness.key"),
        &hex::encode(*signer.key.to_seed()),
    )?;
    let mut text = format!(
        "name = \"{}\"\nkey = \"witness.key\"\nstore = \"witness.redb\"\n\n\
         [listen]\naddress = \"127.0.0.1:0\"\n\n[limits]\nrequests_per_second = 0\n",
        signer.name
    );
    let registrars = (1..).zip(&election.parties.registrars);
    let registrars = registrars.map(|(id, keys)| (Origin::Registrar(id), &keys.log));
    let logs = std::iter::once((Origin::BallotBox, &election.parties.ballot_box));
    for (origin, key) in logs.chain(registrars) {
        text.push_str(&format!(
            "\n[[logs]]\norigin = \"{}\"\nkey = \"{}\"\n",
            origin.text(&election.id),
            hex::encode(key.public().as_bytes())
        ));
    }
    start(folder, "witness", &text)
}

fn start_box(
    folder: &Path,
    election: &Election,
    witness: &Server,
    batch_milliseconds: u64,
) -> Result<Server> {
    private(
        &folder.join("box.key"),
        &hex::encode(*election.parties.ballot_box.to_seed()),
    )?;
    let text = format!(
        "store = \"ballot-box.redb\"\nkey = \"box.key\"\ntrust = \"trust.json\"\n\
         manifest = \"manifest.json\"\ndistricts = \"blob\"\nregistrars = []\n\
         batch_milliseconds = {batch_milliseconds}\n\n[listen]\naddress = \"127.0.0.1:0\"\n\n\
         [limits]\nrequests_per_second = 0\n\n{}",
        witness_lines(election, witness)
    );
    start(folder, "ballot-box", &text)
}

fn witness_lines(election: &Election, witness: &Server) -> String {
    let name = &election.parties.witnesses[0].name;
    format!(
        "[[witnesses]]\nname = \"{name}\"\nurl = \"{}\"\n",
        witness.url
    )
}

fn start(folder: &Path, name: &str, configuration: &str) -> Result<Server> {
    let config = folder.join(format!("{name}.toml"));
    fs::write(&config, configuration)?;
    let mut command = Command::new(binary(name)?);
    command.arg("--config").arg(&config);
    Server::start(&mut command, 1, &folder.join(format!("{name}.log")))
}

/// A file that only this account may read.
fn private(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text)?;
    Ok(fs::set_permissions(
        path,
        fs::Permissions::from_mode(0o600),
    )?)
}

/// One request on a connection of its own; the answer must be a success.
pub(super) fn send(at: &str, method: Method, path: &str, body: &[u8]) -> Result<Vec<u8>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(at).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let request = hyper::Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("content-type", "application/octet-stream")
            .body(Full::new(Bytes::copy_from_slice(body)))?;
        let response = sender.send_request(request).await?;
        let status = response.status();
        let bytes = response.into_body().collect().await?.to_bytes();
        ensure!(
            status.is_success(),
            "{path}: {status}: {}",
            String::from_utf8_lossy(&bytes)
        );
        Ok(bytes.to_vec())
    })
}

pub(super) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
