//! What the test's processes need before they start: folders, pictures, keys, manifest, lists.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use image::{DynamicImage, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use serde_json::{Value, json};
use shailoo_elections::world::{DISTRICTS, World};
use shailoo_keyfile::Passphrase;
use shailoo_protocol::{
    ids::ElectionId,
    instant::Instant,
    json::{self as canonical, Text},
    manifest::RootManifest,
    statement::{self, ManifestStatement, Purpose},
};
use shailoo_registrar::{
    config::Config,
    keys::Keys,
    registrar::{bind, district_ids},
    voters::{self, Place},
};
use shailoo_sandbox::Sandbox;
use shailoo_server_common::config::Configuration;
use shailoo_store::{RedbStore, Store};

use crate::{
    bench::{CITIZENS, Citizen},
    witness::TestWitness,
};

const PASSPHRASE: &str = "twelve letters of a test";

/// The configuration of a registrar.
pub fn config(home: &Path, id: u32) -> Configuration<Config> {
    shailoo_server_common::config::load(&home.join(format!("registrar-{id}.toml"))).unwrap()
}

/// A drawn portrait; every place has another shirt and hair.
pub fn portrait(place: usize, quality: u8) -> Vec<u8> {
    let colours = [
        [[40, 30, 20], [30, 60, 140]],
        [[120, 90, 40], [140, 40, 40]],
        [[200, 200, 190], [30, 120, 60]],
    ];
    let [hair, shirt] = colours[place];
    let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(240, 240, |x, y| {
        let (dx, dy) = (i64::from(x) - 120, i64::from(y) - 100);
        Rgb(match dx * dx + dy * dy < 4_000 {
            true if dy < -25 => hair,
            true => [225, 190, 165],
            false if y > 180 => shirt,
            false => [225, 230, 235],
        })
    }));
    let mut bytes = Vec::new();
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))
        .unwrap();
    bytes
}

pub async fn start_sandbox(home: &Path) -> Sandbox {
    let citizens: Vec<Value> = CITIZENS
        .iter()
        .map(|citizen| {
            json!({
                "pin": citizen.pin,
                "name": format!("{} {}", citizen.surname, citizen.given),
                "email": format!("{}@citizens.example", citizen.pin),
                "photo": format!("{}.jpg", citizen.surname),
                "key": citizen.key,
            })
        })
        .collect();
    fs::write(home.join("citizens.json"), json!(citizens).to_string()).unwrap();
    let any = "127.0.0.1:0".parse().unwrap();
    let config = shailoo_sandbox::Config {
        folder: home.join("sandbox"),
        citizens: home.join("citizens.json"),
        photos: home.join("photos"),
        listen: any,
        admin: any,
        smtp: any,
    };
    Sandbox::start(&config).await.unwrap()
}

pub fn photo_path(home: &Path, citizen: &Citizen) -> PathBuf {
    home.join("photos").join(format!("{}.jpg", citizen.surname))
}

/// The registrars' keys: made once per process (RSA), written to each test's folder.
pub fn make_root(world: &World, home: &Path, now: u64) -> RootManifest {
    static KEYS: OnceLock<Vec<Keys>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        [1, 2]
            .map(|id| Keys::make(id, &DISTRICTS, 2048).unwrap())
            .into()
    });
    let mut root: RootManifest = canonical::parse(&world.root).unwrap();
    root.opens = Instant::from_unix(now - 3_600).unwrap();
    root.closes = Instant::from_unix(now + 3_600).unwrap();
    root.registrars = keys
        .iter()
        .map(|keys| keys.public(Text::new("Registrar").unwrap()))
        .collect();
    fs::write(home.join("passphrase"), PASSPHRASE).unwrap();
    let passphrase = Passphrase::new(PASSPHRASE).unwrap().sandbox_fast();
    for keys in keys {
        let path = home.join(format!("registrar-{}.age", keys.registrar()));
        keys.write(&path, &passphrase).unwrap();
    }
    root
}

/// Signs and writes a manifest with its district files.
pub fn write_manifest(world: &World, home: &Path, root: &RootManifest) -> ElectionId {
    let bytes = canonical::to_bytes(root);
    let election = ElectionId::of_manifest(&bytes);
    let signers: Vec<_> = world.trust.keys().iter().zip(&world.commission).collect();
    let signers: Vec<_> = signers
        .iter()
        .map(|(pin, key)| (pin.name.as_str(), *key))
        .collect();
    let statement = ManifestStatement { election };
    let note = statement::sign(Purpose::Manifest, &statement, &signers[..2]).unwrap();
    fs::write(home.join("trust.json"), world.trust.to_bytes()).unwrap();
    fs::write(home.join("manifest.json"), bytes).unwrap();
    fs::write(home.join("manifest.note"), note).unwrap();
    fs::create_dir_all(home.join("blob")).unwrap();
    for (place, district) in world.districts.iter().enumerate() {
        fs::write(
            home.join("blob").join(format!("district-{place}")),
            district,
        )
        .unwrap();
    }
    election
}

pub fn write_config(home: &Path, id: u32, sandbox: &Sandbox, witnesses: &[Arc<TestWitness>]) {
    let mut config = format!(
        r#"
store = "registrar-{id}.redb"
keys = "registrar-{id}.age"
passphrase_file = "passphrase"
trust = "trust.json"
manifest = "manifest.json"
signatures = "manifest.note"
blobs = "blob"
publish_seconds = 3600

[listen]
address = "127.0.0.1:0"
admin = "127.0.0.1:0"

[limits]
requests_per_second = 0

[patience]
code_interval = 1
code_burst = 20
try_burst = 20
failure_floor_ms = 200

[cloud_signature]
url = "http://{address}"
authorities = ["sandbox/ca.der"]
timeout_seconds = 2

[face]
url = "http://{address}"
keys = ["sandbox/face.json"]
timeout_seconds = 2
"#,
        address = sandbox.address()
    );
    for witness in witnesses {
        config += &format!(
            "\n[[witnesses]]\nname = \"{}\"\nurl = \"{}\"\n",
            witness.name, witness.url
        );
    }
    fs::write(home.join(format!("registrar-{id}.toml")), config).unwrap();
}

/// The voter list for a registrar: everybody of [`CITIZENS`] who is listed.
pub fn list(election: ElectionId, registrar: u32) -> Value {
    let voters: Vec<Value> = CITIZENS
        .iter()
        .zip(1_u8..)
        .filter(|(citizen, _)| citizen.listed)
        .map(|(citizen, number)| {
            json!({
                "district": DISTRICTS[0],
                "given": citizen.given,
                "number": number,
                "photo": format!("{}.jpg", citizen.surname),
                "pin": citizen.pin,
                "salt": hex::encode([16 * u8::try_from(registrar).unwrap() + number; 32]),
                "surname": citizen.surname,
            })
        })
        .collect();
    json!({
        "election": election.to_string(),
        "format": "shailoo/v1/voter-list",
        "registrar": registrar,
        "voters": voters,
    })
}

pub fn import(home: &Path, id: u32, list: &Value) {
    let Configuration { role, folder, .. } = config(home, id);
    let (manifest, _) = role.manifest(&folder).unwrap();
    let keys = role.keys(&folder, &manifest).unwrap();
    let store: Arc<dyn Store> = Arc::new(RedbStore::open(&folder.resolve(&role.store)).unwrap());
    bind(&*store, &manifest, &keys).unwrap();
    let place = Place {
        election: manifest.id(),
        registrar: id,
        districts: &district_ids(&manifest),
    };
    let bytes = list.to_string();
    voters::import(
        &store,
        keys.pins(),
        &place,
        bytes.as_bytes(),
        &home.join("photos"),
    )
    .unwrap();
}
