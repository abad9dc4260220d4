//! The SANDBOX certificate authority and the signature keys of its citizens.
//!
//! The authority (RFC 5280) is made once and kept in the sandbox's folder, because registrars pin its
//! certificate. Citizens' keys live in memory only: a certificate travels with every signature, so a
//! restarted sandbox simply issues new ones.

use std::{
    collections::HashMap,
    fs,
    io::Write as _,
    path::Path,
    str::FromStr as _,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use p256::{
    ecdsa::{DerSignature, SigningKey, signature::hazmat::PrehashSigner as _},
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _},
};
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use x509_cert::{
    builder::{self, Builder as _, CertificateBuilder, profile::BuilderProfile},
    certificate::TbsCertificate,
    der::{Decode as _, Encode as _},
    ext::{
        Extension, ToExtension as _,
        pkix::{BasicConstraints, KeyUsage, KeyUsages},
    },
    name::Name,
    serial_number::SerialNumber,
    spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoRef},
    time::Validity,
};
use zeroize::Zeroizing;

use crate::citizens::{Citizen, KeyKind};

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Whatever prevents a certificate or a signature.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The folder of the authority cannot be used.
    #[error("the authority's files: {0}")]
    File(#[from] std::io::Error),
    /// The certificate cannot be made.
    #[error("the certificate cannot be made: {0}")]
    Certificate(String),
    /// The key does not sign or cannot be made.
    #[error("the key cannot be made or used: {0}")]
    Key(String),
}

impl From<builder::Error> for AuthorityError {
    fn from(error: builder::Error) -> Self {
        Self::Certificate(error.to_string())
    }
}

impl From<x509_cert::der::Error> for AuthorityError {
    fn from(error: x509_cert::der::Error) -> Self {
        Self::Certificate(error.to_string())
    }
}

/// The SANDBOX authority.
pub struct Authority {
    key: SigningKey,
    certificate: Vec<u8>,
    name: Name,
    citizens: Mutex<HashMap<String, Arc<Credential>>>,
}

/// A citizen's certificate and key.
pub struct Credential {
    certificate: Vec<u8>,
    key: CitizenKey,
}

enum CitizenKey {
    P256(SigningKey),
    Rsa(Box<RsaPrivateKey>),
}

impl Authority {
    /// Opens the authority kept in `folder` as `ca.key` and `ca.der`, or makes one there.
    ///
    /// # Errors
    /// When the files cannot be read or written.
    pub fn open(folder: &Path) -> Result<Self, AuthorityError> {
        let (key_file, certificate_file) = (folder.join("ca.key"), folder.join("ca.der"));
        if key_file.exists() {
            let der = Zeroizing::new(fs::read(key_file)?);
            let key = SigningKey::from_pkcs8_der(&der).map_err(key_error)?;
            return Self::with(key, fs::read(certificate_file)?);
        }
        let authority = Self::make()?;
        let der = authority.key.to_pkcs8_der().map_err(key_error)?;
        // The certificate first: a key file without its certificate would never be completed.
        fs::write(certificate_file, &authority.certificate)?;
        write_secret(&key_file, der.as_bytes())?;
        Ok(authority)
    }

    /// Makes a new authority in memory.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn make() -> Result<Self, AuthorityError> {
        let key = make_p256()?;
        let name = Name::from_str("CN=SANDBOX authority of no legal force,O=SANDBOX,C=KG")?;
        let certificate = issue(
            &key,
            Profile {
                subject: name.clone(),
                issuer: name,
                authority: true,
            },
            validity(SystemTime::now(), 10 * YEAR)?,
            &public_info(key.verifying_key())?,
        )?;
        Self::with(key, certificate)
    }

    fn with(key: SigningKey, certificate: Vec<u8>) -> Result<Self, AuthorityError> {
        let name = x509_cert::Certificate::from_der(&certificate)?
            .tbs_certificate()
            .subject()
            .clone();
        Ok(Self {
            key,
            certificate,
            name,
            citizens: Mutex::default(),
        })
    }

    /// The authority's certificate (DER), which registrars pin.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The credential of a citizen, valid for a year; made at the first call.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn credential(&self, citizen: &Citizen) -> Result<Arc<Credential>, AuthorityError> {
        if let Some(known) = self.lock().get(&citizen.pin) {
            return Ok(Arc::clone(known));
        }
        let made = Arc::new(self.issue_to(citizen, SystemTime::now(), YEAR)?);
        // Another request may have been faster; then its certificate is the citizen's.
        Ok(Arc::clone(
            self.lock().entry(citizen.pin.clone()).or_insert(made),
        ))
    }

    /// Issues a credential for another time, for instance one that has expired.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn issue_to(
        &self,
        citizen: &Citizen,
        from: SystemTime,
        lifetime: Duration,
    ) -> Result<Credential, AuthorityError> {
        let key = match citizen.key {
            KeyKind::P256 => CitizenKey::P256(make_p256()?),
            KeyKind::Rsa2048 => CitizenKey::Rsa(Box::new(
                RsaPrivateKey::new(&mut rand_core::UnwrapErr(getrandom::SysRng), 2048)
                    .map_err(key_error)?,
            )),
        };
        let info = match &key {
            CitizenKey::P256(key) => public_info(key.verifying_key())?,
            CitizenKey::Rsa(key) => public_info(&key.to_public_key())?,
        };
        let name: String = citizen
            .name
            .chars()
            .filter(|letter| letter.is_alphabetic() || *letter == ' ')
            .collect();
        // 2.5.4.5 is serialNumber, where national authorities put the personal number.
        let subject = Name::from_str(&format!(
            "serialNumber={},CN=SANDBOX {name},O=SANDBOX,C=KG",
            citizen.pin
        ))?;
        let profile = Profile {
            subject,
            issuer: self.name.clone(),
            authority: false,
        };
        let certificate = issue(&self.key, profile, validity(from, lifetime)?, &info)?;
        Ok(Credential { certificate, key })
    }

    /// Whether some citizen's key made this signature over a hash.
    #[must_use]
    pub fn knows(&self, hash: &[u8; 32], signature: &[u8]) -> bool {
        self.lock()
            .values()
            .any(|credential| credential.made(hash, signature))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Credential>>> {
        self.citizens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Credential {
    /// The certificate (DER).
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// Signs a SHA-256 hash: ECDSA in DER, or RSA PKCS#1 v1.5.
    ///
    /// # Errors
    /// When the key does not sign.
    pub fn sign_hash(&self, hash: &[u8; 32]) -> Result<Vec<u8>, AuthorityError> {
        match &self.key {
            CitizenKey::P256(key) => {
                let signature: DerSignature = key.sign_prehash(hash).map_err(key_error)?;
                Ok(signature.as_bytes().to_vec())
            }
            CitizenKey::Rsa(key) => key
                .sign(Pkcs1v15Sign::new::<sha2::Sha256>(), hash)
                .map_err(key_error),
        }
    }

    fn made(&self, hash: &[u8; 32], signature: &[u8]) -> bool {
        use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
        match &self.key {
            CitizenKey::P256(key) => DerSignature::try_from(signature).is_ok_and(|signature| {
                key.verifying_key().verify_prehash(hash, &signature).is_ok()
            }),
            CitizenKey::Rsa(key) => key
                .to_public_key()
                .verify(Pkcs1v15Sign::new::<sha2::Sha256>(), hash, signature)
                .is_ok(),
        }
    }
}

/// Who a certificate is for, and whether they may issue others.
struct Profile {
    subject: Name,
    issuer: Name,
    authority: bool,
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _subject: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _key: SubjectPublicKeyInfoRef<'_>,
        _issuer_key: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let usage = if self.authority {
            KeyUsages::KeyCertSign | KeyUsages::CRLSign
        } else {
            KeyUsages::DigitalSignature | KeyUsages::NonRepudiation
        };
        let constraints = BasicConstraints {
            ca: self.authority,
            path_len_constraint: None,
        };
        Ok(vec![
            constraints.to_extension(tbs.subject(), &[])?,
            KeyUsage(usage).to_extension(tbs.subject(), &[])?,
        ])
    }
}

fn issue(
    signer: &SigningKey,
    profile: Profile,
    validity: Validity,
    key: &SubjectPublicKeyInfo<x509_cert::der::Any, x509_cert::der::asn1::BitString>,
) -> Result<Vec<u8>, AuthorityError> {
    let mut serial = [0; 16];
    getrandom::fill(&mut serial).map_err(key_error)?;
    // A serial number is a positive integer without leading zeros (RFC 5280 §4.1.2.2).
    serial[0] = (serial[0] & 0x3f) | 0x40;
    let builder =
        CertificateBuilder::new(profile, SerialNumber::new(&serial)?, validity, key.clone())?;
    Ok(builder.build::<_, DerSignature>(signer)?.to_der()?)
}

fn public_info(
    key: &impl p256::pkcs8::EncodePublicKey,
) -> Result<
    SubjectPublicKeyInfo<x509_cert::der::Any, x509_cert::der::asn1::BitString>,
    AuthorityError,
> {
    let document = key.to_public_key_der().map_err(key_error)?;
    Ok(SubjectPublicKeyInfo::from_der(document.as_bytes())?)
}

fn validity(from: SystemTime, lifetime: Duration) -> Result<Validity, AuthorityError> {
    // A little earlier, for the clocks of others.
    let from = from - Duration::from_secs(60);
    Ok(Validity::new(
        from.try_into()?,
        (from + lifetime).try_into()?,
    ))
}

fn make_p256() -> Result<SigningKey, AuthorityError> {
    loop {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(key_error)?;
        // Fails only for zero and for numbers above the group order: one in 2^32.
        if let Ok(key) = SigningKey::from_slice(seed.as_ref()) {
            return Ok(key);
        }
    }
}

/// Writes a file that only its owner can read.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn key_error(error: impl std::fmt::Display) -> AuthorityError {
    AuthorityError::Key(error.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn citizen(key: KeyKind) -> Citizen {
        Citizen {
            pin: "20101199000012".into(),
            name: "Осмонов Өмүр".into(),
            email: "b@example.org".into(),
            photo: None,
            key,
        }
    }

    #[test]
    fn both_kinds_of_key_sign_hashes() {
        let authority = Authority::make().unwrap();
        for key in [KeyKind::P256, KeyKind::Rsa2048] {
            let mut citizen = citizen(key);
            citizen.pin = format!("2010119900001{}", key as u8);
            let credential = authority.credential(&citizen).unwrap();
            let signature = credential.sign_hash(&[7; 32]).unwrap();
            assert!(authority.knows(&[7; 32], &signature));
            assert!(!authority.knows(&[8; 32], &signature));
        }
    }

    #[test]
    fn the_authority_outlives_a_restart_and_says_sandbox() {
        let folder = tempfile::tempdir().unwrap();
        let first = Authority::open(folder.path()).unwrap();
        let again = Authority::open(folder.path()).unwrap();
        assert_eq!(first.certificate(), again.certificate());
        let credential = again.credential(&citizen(KeyKind::P256)).unwrap();
        let certificate = x509_cert::Certificate::from_der(credential.certificate()).unwrap();
        let subject = certificate.tbs_certificate().subject().to_string();
        assert!(subject.contains("SANDBOX"), "{subject}");
        assert!(subject.contains("20101199000012"), "{subject}");
        assert!(
            certificate
                .tbs_certificate()
                .issuer()
                .to_string()
                .contains("SANDBOX")
        );
    }
}
