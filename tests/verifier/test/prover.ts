/** A small maker of ballots, for tests only: not constant-time, and able to cheat. */

import { randomBytes, sign as rsaSign, constants, type KeyObject } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { tokenMessage } from '../src/ballot.js';
import { type Bytes, concat, fromLittleEndian, u16, u256, u32, u8 } from '../src/bytes.js';
import { type Point, type Scalar, BASE, power, product, reduce } from '../src/group.js';
import { H, HS } from '../src/hash.js';
import { type Slots, Generators, blankBits } from '../src/slots.js';

export const randomScalar = (): Scalar => reduce(fromLittleEndian(randomBytes(64)));

export interface BallotPlace {
  election: Bytes;
  district: number;
  slots: Slots;
  mandates: number;
  jointKeys: Point[];
  key: Bytes;
  seq: number;
}

export interface Cheat {
  /** Leave k_0^r out of C. */
  omitK0?: boolean;
  /** Add g^δ to β_1 after the commitment, knowing the secret keys x_i: the forgery of §5.4. */
  forge?: { delta: Scalar; secrets: Scalar[] };
  r?: Scalar;
}

/** The bits of all slots for these marks (0-based real slots). */
export function encodeVote(slots: Slots, mandates: number, marks: number[]): number[] {
  const real = slots.real.map((_, i) => (marks.includes(i) ? 1 : 0));
  const used = real.reduce<number>((sum, bit, i) => sum + bit * (slots.real[i] ?? 0), 0);
  return [...real, ...blankBits(slots.blank, mandates - used)];
}

/** A core for the vector v, which need not consist of bits. */
export function proveCore(place: BallotPlace, v: number[], cheat: Cheat = {}): Bytes {
  const { slots, jointKeys } = place;
  const n = slots.real.length;
  const weights = [...slots.real, ...slots.blank].map(BigInt);
  const bits = v.map(BigInt);
  const generators = new Generators(place.election);
  const r = cheat.r ?? randomScalar();
  const delta = cheat.forge?.delta ?? 0n;
  const alpha = power(BASE, r);
  const betas = slots.real.map((_, i) =>
    power(BASE, (bits[i] ?? 0n) + (i === 0 ? delta : 0n)).add(power(jointKeys[i] ?? BASE, r)),
  );
  const [rho, s, t] = [randomScalar(), randomScalar(), randomScalar()];
  const a = weights.map(randomScalar);
  a[0] = reduce(-a.reduce((sum, ai, i) => (i === 0 ? 0n : sum + (weights[i] ?? 0n) * ai), 0n));
  const hs = weights.map((_, i) => generators.h(i + 1));
  const ks = weights.map((_, i) => generators.k(i + 1));
  const bases = [generators.h(0), generators.k(0), ...hs, ...ks];
  const c = product(bases, [
    s,
    cheat.omitK0 === true ? 0n : r,
    ...a.map((ai, i) => ai * (1n - 2n * (bits[i] ?? 0n))),
    ...bits,
  ]);
  const d = product(bases, [t, rho, ...a.map((ai) => -ai * ai), ...a]);

  const encodedBetas = concat(...betas.map((b) => b.toBytes()));
  const y = HS(
    'ballot-combine',
    place.election,
    place.district,
    place.key,
    place.seq,
    alpha.toBytes(),
    encodedBetas,
    c.toBytes(),
    d.toBytes(),
  );
  const powers = slots.real.map((_, i) => modPow(y, i + 1));
  const bigY = product([BASE, ...jointKeys.slice(0, n)], [1n, ...powers]);
  const b = product([BASE, bigY], [powers.reduce((sum, p, i) => sum + p * (a[i] ?? 0n), 0n), rho]);
  const challenge = HS('ballot-challenge', u256(y), b.toBytes());
  const f = a.map((ai, i) => reduce(ai + challenge * (bits[i] ?? 0n)));
  let answered = r;
  if (cheat.forge !== undefined) {
    const logY = cheat.forge.secrets
      .slice(0, n)
      .reduce((sum, x, i) => sum + x * (powers[i] ?? 0n), 1n);
    answered = reduce(r + y * delta * modInverse(logY));
  }
  const zr = reduce(rho + challenge * answered);
  const zc = reduce(t + challenge * s);
  return concat(
    u8(1),
    place.election,
    u32(place.district),
    place.key,
    u32(place.seq),
    u16(n),
    u8(slots.blank.length),
    alpha.toBytes(),
    encodedBetas,
    c.toBytes(),
    d.toBytes(),
    b.toBytes(),
    ...f.slice(1).map(u256),
    u256(zr),
    u256(zc),
  );
}

const modPow = (base: Scalar, exponent: number): Scalar =>
  Array.from({ length: exponent }).reduce<Scalar>((value) => reduce(value * base), 1n);

const modInverse = (value: Scalar): Scalar => ed25519.Point.Fn.inv(reduce(value));

export interface Token {
  prefix: Bytes;
  signature: Bytes;
}

/** What blinding and finalising lead to: an ordinary PSS signature over prefix ‖ message. */
export function makeToken(
  key: KeyObject,
  election: Bytes,
  district: number,
  ballotKey: Bytes,
): Token {
  const prefix = new Uint8Array(randomBytes(32));
  const message = concat(prefix, tokenMessage(election, district, ballotKey));
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const signature = rsaSign('sha384', message, { key, padding, saltLength: 48 });
  return { prefix, signature: new Uint8Array(signature) };
}

export function sealBallot(core: Bytes, tokens: Token[], secret: Bytes): Bytes {
  const signed = concat(
    core,
    u8(tokens.length),
    ...tokens.flatMap((t) => [t.prefix, u16(t.signature.length), t.signature]),
  );
  return concat(signed, ed25519.sign(H('ballot', signed), secret));
}
