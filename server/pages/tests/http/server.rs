//! The program under test, and what it answers, byte by byte.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

pub(crate) const APP: &str =
    r#"{"ballot_box":"https://box.example","registrars":["https://one.example:8443"],"trust":{}}"#;

/// A running program, and the folder it was started over.
pub(crate) struct Server {
    pub(crate) folder: TempDir,
    pub(crate) child: Child,
    pub(crate) url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer as it came over the wire.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Pages as a builder leaves them, and a secret beside them.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    write("dist/index.html", page("voting").as_bytes());
    write("dist/verify/index.html", page("verify").as_bytes());
    write("dist/assets/index-qi6J2R09.js", script().as_bytes());
    write("dist/assets/core_bg-C0F1N3Dx.wasm", &[7; 5_000]);
    write("dist/plain.css", b"a{}");
    write("dist/protocol/ky.pdf", b"%PDF-");
    write("dist/protocol/protocol.note", "— member".as_bytes());
    write("app.json", APP.as_bytes());
    write("secret.txt", b"secret");
    folder
}

pub(crate) fn page(name: &str) -> String {
    format!(
        "<!doctype html><title>{name}</title>{}",
        "<p>Добуш берүү</p>".repeat(40)
    )
}

pub(crate) fn script() -> String {
    "export const answer = 42; // the same again and again\n".repeat(60)
}

pub(crate) fn start(folder: TempDir, more: &str) -> Server {
    let config = folder.path().join("pages.toml");
    let text = format!(
        "folder = \"dist\"\napp = \"app.json\"\n[listen]\naddress = \"127.0.0.1:0\"\n{more}"
    );
    fs::write(&config, text).unwrap();
    let mut child = program(&config).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let said: serde_json::Value = serde_json::from_str(&line).expect("the program starts");
    assert_eq!(said["role"], "pages");
    let server = Server {
        url: said["listening"].as_str().unwrap().to_owned(),
        folder,
        child,
    };
    // Ready: everything is compressed.
    while server.url.starts_with("http:") && server.get("/readyz").status != 200 {
        thread::sleep(Duration::from_millis(50));
    }
    server
}

pub(crate) fn program(config: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pages"));
    command.arg("--config").arg(config).stderr(Stdio::null());
    command
}

impl Server {
    /// Sends a request exactly as it is written here.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: pages\r\nconnection: close\r\n");
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        self.send(&(request + "\r\n"))
    }

    /// Sends these bytes.
    pub(crate) fn send(&self, request: &str) -> Answer {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let mut headers = BTreeMap::<String, String>::new();
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            let all = headers.entry(name.to_ascii_lowercase()).or_default();
            if !all.is_empty() {
                all.push_str(", ");
            }
            all.push_str(value);
        }
        Answer {
            status: status.parse().unwrap(),
            headers,
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }
}
