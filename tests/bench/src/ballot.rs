//! Sealing and verifying ballots, beside the bare cost of their points and beside elastic-elgamal.

use std::sync::Arc;

use anyhow::Result;
use curve25519_dalek::{
    ristretto::{CompressedRistretto, RistrettoPoint},
    scalar::Scalar,
    traits::VartimeMultiscalarMul as _,
};
use elastic_elgamal::{
    Keypair,
    app::{ChoiceParams, EncryptedChoice},
    group::Ristretto,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use shailoo_protocol::{
    ballot::{
        Ballot, Context, Core, Election, JointKeys, RevotePolicy, derive_core, sign, verify_core,
        verify_cores_vartime,
    },
    hash::hash_to_point,
    ids::ElectionId,
    sign::SecretKey,
    slots::{Marks, Slots},
    token::{self, TokenSecretKey},
};

/// How many ballots are verified together.
const BATCH: usize = 512;

pub(crate) fn run(rounds: usize) -> Result<()> {
    let small = district("n = 10 and against-all, m = 3", 10, 3, rounds)?;
    let large = district("n = 40 and against-all, m = 23", 40, 23, rounds)?;
    let mut value = small.clone();
    if let Value::Object(members) = &mut value {
        members.insert("n10_m3".to_owned(), small);
        members.insert("n40_m23".to_owned(), large);
    }
    crate::measure::write("ballot", &value)
}

fn district(title: &str, candidates: u32, mandates: u32, rounds: usize) -> Result<Value> {
    println!("{title}");
    let mut rng = ChaCha20Rng::seed_from_u64(u64::from(candidates));
    let secret = TokenSecretKey::derive(2048, &mut rng)?;
    let slots = Slots::new(candidates, true, mandates, 1)?;
    let keys = (0..slots.real())
        .map(|slot| hash_to_point(&[b"bench", &slot.to_le_bytes()]))
        .collect();
    let election = Arc::new(Election::new(
        ElectionId([7; 32]),
        JointKeys::new(keys)?,
        RevotePolicy::None,
    ));
    let context = Context::new(election, 1, slots, vec![secret.public().clone()])?;
    let key = SecretKey::derive(&[3; 32]);
    let marks = || Marks::Candidates((0..mandates).collect());
    let seal = |rng: &mut ChaCha20Rng| {
        derive_core(&context, &key.public(), 0, &marks(), rng)
            .expect("permitted marks")
            .0
    };
    let cores: Vec<Core> = (0..BATCH).map(|_| seal(&mut rng)).collect();
    let pairs: Vec<(&Context, &Core)> = cores.iter().map(|core| (&context, core)).collect();
    let ballot = signed(&context, seal(&mut rng), &key, &secret)?;

    let points: Vec<_> = cores.iter().flat_map(points).collect();
    let scalars: Vec<Scalar> = points.iter().map(|_| random_scalar(&mut rng)).collect();
    let first = cores.first().expect("a batch is not empty");

    let peer_key = Keypair::<Ristretto>::generate(&mut rng);
    let parameters = ChoiceParams::multi(peer_key.public().clone(), context.slots().real());
    let choices: Vec<bool> = (0..context.slots().real())
        .map(|option| option < mandates as usize)
        .collect();
    let peer = EncryptedChoice::new(&parameters, &choices, &mut rng);

    let (mut seal_rng, mut peer_rng, mut weights) = (rng.clone(), rng.clone(), rng.clone());
    let times = crate::measure::medians(
        rounds,
        &mut [
            ("encrypt and prove one", &mut || drop(seal(&mut seal_rng))),
            ("elastic-elgamal: encrypt and prove one", &mut || {
                drop(EncryptedChoice::new(&parameters, &choices, &mut peer_rng));
            }),
            ("verify one", &mut || {
                verify_core(&context, first).expect("a good core");
            }),
            ("elastic-elgamal: verify one", &mut || {
                peer.verify(&parameters).expect("a good choice");
            }),
            ("verify a batch", &mut || {
                assert!(
                    verify_cores_vartime(&pairs, &mut weights)
                        .iter()
                        .all(Result::is_ok)
                );
            }),
            ("bare: decompress and multiply its points", &mut || {
                let decompressed: Vec<RistrettoPoint> = points
                    .iter()
                    .map(|point| point.decompress().expect("a point"))
                    .collect();
                assert_ne!(
                    RistrettoPoint::vartime_multiscalar_mul(&scalars, &decompressed),
                    RistrettoPoint::default()
                );
            }),
            ("parse a batch (decompresses its points)", &mut || {
                for core in &cores {
                    Core::parse(core.bytes()).expect("a good core");
                }
            }),
        ],
    );
    let [
        encrypt,
        peer_encrypt,
        single,
        peer_verify,
        batch,
        bare,
        parse,
    ] = times.as_slice()
    else {
        unreachable!("as many times as tasks");
    };
    let batch_each = (batch + parse) / BATCH as f64;
    let bare_each = bare / BATCH as f64;
    let proof = (1 + context.slots().real() + 3 + first_scalars(&context)) * 32;
    Ok(json!({
        "bytes_proof": proof,
        "bytes_core": first.bytes().len(),
        "bytes_ballot": ballot.bytes().len(),
        "batch": BATCH,
        "encrypt_ms": encrypt,
        "peer_encrypt_ms": peer_encrypt,
        "encrypt_over_peer": encrypt / peer_encrypt,
        "verify_single_ms": single,
        "verify_batch_ms": batch_each,
        "bare_ms": bare_each,
        "verify_batch_over_bare": batch_each / bare_each,
        "peer_verify_ms": peer_verify,
        "peer_verify_over_batch": peer_verify / batch_each,
    }))
}

/// f_2 … f_{N+b}, z_r, z_C.
fn first_scalars(context: &Context) -> usize {
    context.slots().real() + context.slots().blank() - 1 + 2
}

fn signed(
    context: &Context,
    core: Core,
    key: &SecretKey,
    secret: &TokenSecretKey,
) -> Result<Ballot> {
    let message = token::message(context.election().id(), context.district(), &key.public());
    let blinded = token::blind(&[5; 32], secret.public(), &message)?;
    let signature = secret.blind_sign(blinded.request())?;
    let token = blinded.finalize(secret.public(), &message, &signature)?;
    Ok(sign(core, vec![token], key)?)
}

/// The encoded points of a core: what a verifier cannot avoid decompressing and multiplying.
pub(crate) fn points(core: &Core) -> Vec<CompressedRistretto> {
    const HEAD: usize = 76;
    let points = core.bytes().get(HEAD..HEAD + 32 * (1 + core.real() + 3));
    points
        .expect("a core holds its points")
        .chunks_exact(32)
        .map(|point| CompressedRistretto::from_slice(point).expect("32 bytes"))
        .collect()
}

pub(crate) fn random_scalar(rng: &mut ChaCha20Rng) -> Scalar {
    let mut wide = [0; 64];
    rng.fill_bytes(&mut wide);
    Scalar::from_bytes_mod_order_wide(&wide)
}
