//! Checking a citizen's certificate and signature (RFC 5280), with webpki and x509-cert.
//!
//! Accepted is: a certificate issued directly by a configured authority, valid now, whose subject has
//! exactly one serialNumber (2.5.4.5) that is a ПИН; and a signature with its key over SHA-256 of the
//! message, by ECDSA on P-256 or RSA PKCS#1 v1.5.

use rustls::{
    SignatureScheme,
    crypto::WebPkiSupportedAlgorithms,
    pki_types::{CertificateDer, TrustAnchor, UnixTime},
};
use shailoo_protocol::instant::Instant;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::{
    Certificate,
    der::{Decode as _, Tag, Tagged as _, asn1::ObjectIdentifier},
};

use super::{IdentityFault, says_sandbox};
use crate::pin::Pin;

/// The attribute `serialNumber` of a name.
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
/// No certificate of a person is longer.
const MAX_CERTIFICATE: usize = 8 * 1024;

/// A certificate of an authority that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("not a certificate of an authority (DER): {0}")]
pub struct BadAuthority(String);

/// The authorities whose certificates are believed.
pub struct Authorities {
    anchors: Vec<TrustAnchor<'static>>,
    algorithms: WebPkiSupportedAlgorithms,
    refuse_sandbox: bool,
}

impl Authorities {
    /// Pins authorities by their certificates (DER). In an election of kind real none may be a
    /// SANDBOX.
    ///
    /// # Errors
    /// When one is not a certificate, or says SANDBOX where it must not.
    pub fn new(certificates: &[Vec<u8>], refuse_sandbox: bool) -> Result<Self, BadAuthority> {
        let mut anchors = Vec::new();
        for der in certificates {
            let certificate =
                Certificate::from_der(der).map_err(|error| BadAuthority(error.to_string()))?;
            if refuse_sandbox && names_sandbox(&certificate) {
                return Err(BadAuthority("SANDBOX in a real election".into()));
            }
            let der = CertificateDer::from(der.as_slice());
            let anchor =
                anchor_from_trusted_cert(&der).map_err(|error| BadAuthority(error.to_string()))?;
            anchors.push(anchor.to_owned());
        }
        Ok(Self {
            anchors,
            algorithms: rustls_graviola::default_provider().signature_verification_algorithms,
            refuse_sandbox,
        })
    }

    /// Whose ПИН signed `message`.
    ///
    /// # Errors
    /// When certificate or signature is not acceptable.
    pub fn verify(
        &self,
        certificate: &[u8],
        message: &[u8],
        signature: &[u8],
        now: Instant,
    ) -> Result<Pin, IdentityFault> {
        if certificate.len() > MAX_CERTIFICATE {
            return Err(IdentityFault::Rejected);
        }
        let der = CertificateDer::from(certificate);
        let leaf = EndEntityCert::try_from(&der).map_err(|_| IdentityFault::Rejected)?;
        let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(now.unix()));
        leaf.verify_for_usage(
            self.algorithms.all,
            &self.anchors,
            &[],
            time,
            KeyUsage::client_auth(),
            None,
            None,
        )
        .map_err(|error| match error {
            webpki::Error::CertExpired { .. } => IdentityFault::CertificateExpired,
            _ => IdentityFault::Rejected,
        })?;
        self.verify_signature(&leaf, message, signature)?;
        let parsed = Certificate::from_der(certificate).map_err(|_| IdentityFault::Rejected)?;
        if self.refuse_sandbox && names_sandbox(&parsed) {
            return Err(IdentityFault::Sandbox);
        }
        pin_of(&parsed)
    }

    fn verify_signature(
        &self,
        leaf: &EndEntityCert<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), IdentityFault> {
        let schemes = [
            SignatureScheme::ECDSA_NISTP256_SHA256,
            SignatureScheme::RSA_PKCS1_SHA256,
        ];
        let verified = self
            .algorithms
            .mapping
            .iter()
            .filter(|(scheme, _)| schemes.contains(scheme))
            .flat_map(|(_, algorithms)| algorithms.iter())
            .any(|algorithm| {
                leaf.verify_signature(*algorithm, message, signature)
                    .is_ok()
            });
        if verified {
            Ok(())
        } else {
            Err(IdentityFault::Rejected)
        }
    }
}

fn names_sandbox(certificate: &Certificate) -> bool {
    let signed = certificate.tbs_certificate();
    says_sandbox(&signed.subject().to_string()) || says_sandbox(&signed.issuer().to_string())
}

fn pin_of(certificate: &Certificate) -> Result<Pin, IdentityFault> {
    let subject = certificate.tbs_certificate().subject();
    let mut found = subject
        .iter()
        .filter(|attribute| attribute.oid == SERIAL_NUMBER);
    let (Some(attribute), None) = (found.next(), found.next()) else {
        return Err(IdentityFault::Rejected);
    };
    if !matches!(
        attribute.value.tag(),
        Tag::PrintableString | Tag::Utf8String
    ) {
        return Err(IdentityFault::Rejected);
    }
    std::str::from_utf8(attribute.value.value())
        .ok()
        .and_then(|text| Pin::parse(text).ok())
        .ok_or(IdentityFault::Rejected)
}

#[cfg(test)]
#[path = "certificate_tests.rs"]
mod tests;
