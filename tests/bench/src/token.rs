//! The right to vote: blinding, signing, unblinding, verifying, and verification by other crates.

use anyhow::{Context as _, Result};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use rsa::{
    BoxedUint, RsaPublicKey,
    pkcs1::EncodeRsaPublicKey as _,
    pss::{Signature, VerifyingKey},
    signature::Verifier as _,
};
use serde_json::json;
use sha2::Sha384;
use shailoo_protocol::token::{self, TokenSecretKey};

/// How many verifications are timed together.
const TIMES: u32 = 50;

pub(crate) fn run(rounds: usize) -> Result<()> {
    println!("one right, 2048 bits");
    let mut rng = ChaCha20Rng::seed_from_u64(9);
    let secret = TokenSecretKey::derive(2048, &mut rng)?;
    let public = secret.public();
    let message = [6; 64];
    let blinded = token::blind(&[5; 32], public, &message)?;
    let answer = secret.blind_sign(blinded.request())?;
    let token = blinded.finalize(public, &message, &answer)?;
    let signed = [token.prefix.as_slice(), &message].concat();

    let key = RsaPublicKey::new(
        BoxedUint::from_be_slice_vartime(public.modulus()),
        BoxedUint::from(65_537_u64),
    )?;
    let der = key.to_pkcs1_der()?;
    let with_rsa = VerifyingKey::<Sha384>::new(key);
    let rsa_signature = Signature::try_from(token.signature.as_slice())?;
    let with_ring = ring::signature::UnparsedPublicKey::new(
        &ring::signature::RSA_PSS_2048_8192_SHA384,
        der.as_bytes(),
    );
    let with_graviola = graviola::signing::rsa::VerifyingKey::from_pkcs1_der(der.as_bytes())
        .ok()
        .context("graviola reads the key")?;

    let many = |task: &dyn Fn()| (0..TIMES).for_each(|_| task());
    let times = crate::measure::medians(
        rounds,
        &mut [
            ("blind", &mut || {
                drop(token::blind(&[5; 32], public, &message).expect("a good key"));
            }),
            ("blind-sign", &mut || {
                drop(
                    secret
                        .blind_sign(blinded.request())
                        .expect("a good request"),
                );
            }),
            ("finalise", &mut || {
                drop(
                    blinded
                        .finalize(public, &message, &answer)
                        .expect("a good answer"),
                );
            }),
            ("verify × 50", &mut || {
                many(&|| public.verify(&message, &token).expect("a good token"));
            }),
            ("verify × 50 by rsa", &mut || {
                many(&|| {
                    with_rsa
                        .verify(&signed, &rsa_signature)
                        .expect("a good token");
                });
            }),
            ("verify × 50 by ring", &mut || {
                many(&|| {
                    with_ring
                        .verify(&signed, &token.signature)
                        .expect("a good token");
                });
            }),
            ("verify × 50 by graviola", &mut || {
                many(&|| {
                    with_graviola
                        .verify_pss_sha384(&token.signature, &signed)
                        .expect("a good token");
                });
            }),
        ],
    );
    let [blind, sign, finalise, verify, by_rsa, by_ring, by_graviola] = times.as_slice() else {
        unreachable!("as many times as tasks");
    };
    let each = |time: &f64| time / f64::from(TIMES);
    crate::measure::write(
        "token",
        &json!({
            "blind_ms": blind,
            "blind_sign_ms": sign,
            "finalise_ms": finalise,
            "verify_ms": each(verify),
            "verify_rsa_ms": each(by_rsa),
            "verify_ring_ms": each(by_ring),
            "verify_graviola_ms": each(by_graviola),
        }),
    )
}
