//! Switches that make the sandbox fail as real services fail, for tests and rehearsals.

use serde::{Deserialize, Serialize};

/// How a whole service fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outage {
    /// It works.
    #[default]
    None,
    /// Every request is answered with an HTML page and status 502, as a gateway does.
    Html502,
    /// Every answer takes `slow_ms` longer.
    Slow,
    /// Status 200 with a body that is not what the interface promises.
    Garbage,
}

/// How the cloud signature lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureFault {
    /// It does not.
    #[default]
    None,
    /// The citizen's certificate has expired.
    ExpiredCertificate,
    /// The certificate comes from another authority, of the same name.
    OtherAuthority,
    /// The signature is over another hash.
    OtherHash,
}

/// How the face statement lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatementFault {
    /// It does not.
    #[default]
    None,
    /// It has expired already.
    Expired,
    /// It is about another identification.
    OtherIdentity,
    /// It is signed with another key.
    OtherKey,
    /// The service says that nobody alive is before the camera.
    NotLive,
}

/// All switches; everything works by default. `POST /faults` on the admin listener replaces them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// The cloud-signature service.
    pub cloud: Outage,
    /// The face service.
    pub face: Outage,
    /// How much longer a slow service takes, in milliseconds.
    pub slow_ms: u64,
    /// New codes have expired when they arrive.
    pub codes_expire_at_once: bool,
    /// E-mails are lost.
    pub mail_lost: bool,
    /// The cloud signature.
    pub signature: SignatureFault,
    /// The face statement.
    pub statement: StatementFault,
}
