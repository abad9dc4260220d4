/** A whole key ceremony in memory, for tests only. */

import { randomBytes } from 'node:crypto';
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { type Bytes, concat, hex, u256, u32 } from '../src/bytes.js';
import { ceremonyId } from '../src/ceremony.js';
import { type Point, type Scalar, BASE, power, reduce, sumPoints } from '../src/group.js';
import { H, HS } from '../src/hash.js';
import { jcs } from '../src/json.js';
import { randomScalar } from './prover.js';

export interface Trustee {
  index: number;
  name: string;
  secret: Bytes;
  key: Bytes;
}

export interface MadeCeremony {
  transcript: Bytes;
  cid: Bytes;
  jointKeys: Point[];
  /** `shares[j-1][i-1]`: the secret x_{j,i}. */
  shares: Scalar[][];
}

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
});

const buffer = (bytes: Bytes): ArrayBuffer => Uint8Array.from(bytes).buffer;

async function seal(recipient: Bytes, info: Bytes, aad: Bytes, plain: Bytes): Promise<Bytes> {
  const recipientPublicKey = await suite.kem.importKey('raw', buffer(recipient), true);
  const { ct, enc } = await suite.seal(
    { recipientPublicKey, info: buffer(info) },
    buffer(plain),
    buffer(aad),
  );
  return concat(new Uint8Array(enc), new Uint8Array(ct));
}

const evaluateAt = (polynomial: Scalar[], x: number): Scalar =>
  [...polynomial].reverse().reduce((sum, a) => reduce(sum * BigInt(x) + a), 0n);

export interface CeremonyFaults {
  /** This dealer sends recipient 2 a share that does not fit, and 2 complains. */
  cheatingDealer?: number;
  /** Trustee 2 complains about trustee 1 without a reason. */
  falseComplaint?: boolean;
  wrongPossession?: boolean;
  wrongCommitment?: boolean;
  wrongTranscriptHash?: boolean;
}

export async function holdCeremony(
  trustees: Trustee[],
  threshold: number,
  slots: number,
  faults: CeremonyFaults = {},
): Promise<MadeCeremony> {
  const n = trustees.length;
  const nonce = new Uint8Array(randomBytes(32));
  const roster = trustees.map(({ index, key, name }) => ({ index, key, name }));
  const cid = ceremonyId(n, threshold, slots, roster, 0, nonce);
  const polynomials = trustees.map(() =>
    Array.from({ length: slots }, () => Array.from({ length: threshold }, randomScalar)),
  );
  const hpkeSecrets = trustees.map(() => new Uint8Array(randomBytes(32)));
  const round2 = polynomials.map((ofDealer, dealer) =>
    concat(
      ...ofDealer.map((polynomial, slot) => {
        const points = polynomial.map((a) => power(BASE, a).toBytes());
        const w = randomScalar();
        const r = power(BASE, w).toBytes();
        const e = HS('dkg-pop', cid, dealer + 1, slot + 1, points[0] ?? nonce, r);
        const wrong = faults.wrongPossession === true && dealer === 0 && slot === 0 ? 1n : 0n;
        return concat(...points, r, u256(reduce(w + e * (polynomial[0] ?? 0n) + wrong)));
      }),
    ),
  );
  const round1 = round2.map((body, j) => {
    const committed = faults.wrongCommitment === true && j === 0 ? nonce : body;
    const e = x25519.getPublicKey(hpkeSecrets[j] ?? nonce);
    return concat(H('dkg-commit', cid, j + 1, committed), e);
  });
  const round2Hash = H('dkg-round-2', cid, ...round2);
  const round3: Bytes[] = [];
  for (const [j, ofDealer] of polynomials.entries()) {
    const parts: Bytes[] = [];
    for (const recipient of trustees.filter((x) => x.index !== j + 1)) {
      const wrong = faults.cheatingDealer === j + 1 && recipient.index === 2 ? 1n : 0n;
      const plain = concat(
        ...ofDealer.map((p) => u256(reduce(evaluateAt(p, recipient.index) + wrong))),
      );
      const e = (round1[recipient.index - 1] ?? nonce).subarray(64);
      parts.push(await seal(e, cid, concat(u32(j + 1), u32(recipient.index), round2Hash), plain));
    }
    round3.push(concat(...parts));
  }
  const message = (round: number, i: number, body: Bytes) => ({
    round,
    sender: i + 1,
    body,
    signature: ed25519.sign(
      H('dkg-message', cid, round, i + 1, body),
      trustees[i]?.secret ?? nonce,
    ),
  });
  const first = [round1, round2, round3].flatMap((bodies, round) =>
    bodies.map((body, i) => message(round + 1, i, body)),
  );
  const t = H('dkg-transcript', cid, ...first.map((m) => concat(m.body, m.signature)));
  const accused = faults.cheatingDealer ?? (faults.falseComplaint === true ? 1 : undefined);
  const round4 = trustees.map((_, i) => {
    if (i === 1 && accused !== undefined) {
      return concat(Uint8Array.of(1), u32(accused), hpkeSecrets[1] ?? nonce);
    }
    const wrong = faults.wrongTranscriptHash === true && i === 0;
    return concat(Uint8Array.of(0), wrong ? H('other') : t);
  });
  const messages = [...first, ...round4.map((body, i) => message(4, i, body))];
  const transcript = jcs({
    attempt: 0,
    format: 'shailoo/v1/ceremony',
    messages: messages.map((m) => ({ ...m, body: hex(m.body), signature: hex(m.signature) })),
    n,
    nonce: hex(nonce),
    roster: roster.map((m) => ({ ...m, key: hex(m.key) })),
    slots,
    threshold,
  });
  const all = Array.from({ length: slots }, (_, slot) => slot);
  return {
    transcript,
    cid,
    jointKeys: all.map((slot) =>
      sumPoints(polynomials.map((p) => power(BASE, p[slot]?.[0] ?? 0n))),
    ),
    shares: trustees.map(({ index }) =>
      all.map((slot) =>
        reduce(polynomials.reduce((sum, p) => sum + evaluateAt(p[slot] ?? [], index), 0n)),
      ),
    ),
  };
}
