//! Servers: their configuration files, a complete set, and their starts.

use std::{fs, path::Path, process::Command, time::Duration};

use anyhow::Result;
use shailoo_protocol::manifest::RootManifest;

use super::{Setting, WITNESS, WebPages};
use crate::program::{Server, binary, run};

pub(super) fn start_sandbox(folder: &Path) -> Result<Server> {
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

pub(super) fn write_witness(folder: &Path, manifest: &RootManifest) -> Result<()> {
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

pub(super) fn start_witness(folder: &Path) -> Result<Server> {
    let configuration = folder.join("witness/witness.toml");
    let command = Command::new(binary("witness")?);
    start(command, &configuration, 1, &folder.join("logs/witness.log"))
}

pub(super) fn write_registrar(
    setting: &Setting,
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
{}
[cloud_signature]
url = "{sandbox}"
authorities = ["../sandbox/keys/ca.der"]

[face]
url = "{sandbox}"
keys = ["../sandbox/keys/face.json"]
"#,
        common(setting, port, "admin = \"127.0.0.1:0\"\n", witness),
        sandbox = sandbox.url
    );
    let folder = &setting.folder;
    fs::write(folder.join(format!("registrar-{id}/registrar.toml")), text)?;
    let mut import = Command::new(binary("registrar")?);
    import
        .arg("import")
        .arg("--config")
        .arg(folder.join(format!("registrar-{id}/registrar.toml")));
    run(import.arg(folder.join(format!("register/photos/list-{id}.json")))).map(drop)
}

pub(super) fn start_registrar(folder: &Path, id: u32) -> Result<Server> {
    let name = format!("registrar-{id}");
    let mut command = Command::new(binary("registrar")?);
    command.arg("serve");
    let configuration = folder.join(&name).join("registrar.toml");
    let log = folder.join(format!("logs/{name}.log"));
    start(command, &configuration, 2, &log)
}

pub(super) fn write_ballot_box(
    setting: &Setting,
    witness: &Server,
    registrars: &[Server],
) -> Result<()> {
    let mut text = format!(
        r#"store = "ballot-box.redb"
key = "key"
trust = "../commission/trust.json"
manifest = "../election/manifest.json"
districts = "../election/blob"
{}"#,
        common(setting, setting.port, "", witness)
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

/// What registrars and ballot box have in common. They log much: tests search it.
fn common(setting: &Setting, port: u16, more_listeners: &str, witness: &Server) -> String {
    let pages = setting.pages.as_ref();
    let origins = pages.map_or(String::new(), |pages| {
        format!("origins = [\"{}\"]\n", pages.origin())
    });
    format!(
        r#"
[listen]
address = "127.0.0.1:{port}"
{more_listeners}{origins}
[limits]
requests_per_second = 0

[logging]
filter = "debug"

[[witnesses]]
name = "{WITNESS}"
url = "{}"
"#,
        witness.url
    )
}

pub(super) fn start_ballot_box(folder: &Path) -> Result<Server> {
    let configuration = folder.join("ballot-box/ballot-box.toml");
    let command = Command::new(binary("ballot-box")?);
    start(
        command,
        &configuration,
        1,
        &folder.join("logs/ballot-box.log"),
    )
}

pub(super) fn write_pages(folder: &Path, pages: &WebPages, app: &Path) -> Result<()> {
    let place = folder.join("pages");
    fs::create_dir_all(&place)?;
    // As TOML writes text.
    let quoted = |path: &Path| serde_json::to_string(&path.to_string_lossy());
    let text = format!(
        "folder = {}\napp = {}\n[listen]\naddress = \"127.0.0.1:{}\"\n[limits]\nrequests_per_second = 0\n",
        quoted(&pages.folder)?,
        quoted(app)?,
        pages.port
    );
    Ok(fs::write(place.join("pages.toml"), text)?)
}

pub(super) fn start_pages(folder: &Path) -> Result<Server> {
    let configuration = folder.join("pages/pages.toml");
    let command = Command::new(binary("pages")?);
    start(command, &configuration, 1, &folder.join("logs/pages.log"))
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
pub(super) fn start_again(start: impl Fn() -> Result<Server>) -> Result<Server> {
    const TRIES: u32 = 5;
    for _ in 1..TRIES {
        if let Ok(server) = start() {
            return Ok(server);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    start()
}
