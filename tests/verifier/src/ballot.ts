/** The ballot: layout, tokens, signature and proof (§5, §6). */

import { randomBytes } from 'node:crypto';
import { type Bytes, FormatError, Reader, equal, fromLittleEndian, hex, u256 } from './bytes.js';
import { verify } from './ed25519.js';
import {
  type Point,
  type Scalar,
  BASE,
  IDENTITY,
  decodePoint,
  decodeScalar,
  product,
  reduce,
} from './group.js';
import { H, H32, HS } from './hash.js';
import type { District, Manifest } from './manifest.js';
import type { Generators, Slots } from './slots.js';
import { tokenVerifies } from './token.js';

export interface Core {
  bytes: Bytes;
  election: Bytes;
  district: number;
  key: Bytes;
  seq: number;
  alpha: Point;
  betas: Point[];
  c: Point;
  d: Point;
  b: Point;
  /** f_2 … f_{N+b} */
  f: Scalar[];
  zr: Scalar;
  zc: Scalar;
  blanks: number;
  encoded: { alpha: Bytes; betas: Bytes; c: Bytes; d: Bytes; b: Bytes };
}

export interface Ballot {
  core: Core;
  tokens: { prefix: Bytes; signature: Bytes }[];
  /** All bytes before the signature. */
  signed: Bytes;
  signature: Bytes;
}

function readCore(reader: Reader, whole: Bytes): Core {
  if (reader.u8() !== 1) throw new FormatError('not a core of version 1');
  const election = reader.take(32);
  const district = reader.u32();
  const key = reader.take(32);
  const seq = reader.u32();
  const n = reader.u16();
  const blanks = reader.u8();
  if (n < 1 || n > 901 || blanks > 17) throw new FormatError('numbers of slots out of range');
  const alpha = reader.take(32);
  const betas = reader.take(32 * n);
  const [c, d, b] = [reader.take(32), reader.take(32), reader.take(32)];
  const f = Array.from({ length: n + blanks - 1 }, () => decodeScalar(reader.take(32)));
  const zr = decodeScalar(reader.take(32));
  const zc = decodeScalar(reader.take(32));
  return {
    bytes: whole.subarray(0, reader.position),
    election,
    district,
    key,
    seq,
    alpha: decodePoint(alpha),
    betas: Array.from({ length: n }, (_, i) => decodePoint(betas.subarray(32 * i, 32 * i + 32))),
    c: decodePoint(c),
    d: decodePoint(d),
    b: decodePoint(b),
    f,
    zr,
    zc,
    blanks,
    encoded: { alpha, betas, c, d, b },
  };
}

export function parseCore(bytes: Bytes): Core {
  const reader = new Reader(bytes);
  const core = readCore(reader, bytes);
  reader.end();
  return core;
}

export function parseBallot(bytes: Bytes): Ballot {
  const reader = new Reader(bytes);
  const core = readCore(reader, bytes);
  const count = reader.u8();
  if (count < 1 || count > 8) throw new FormatError('number of tokens out of range');
  const tokens = Array.from({ length: count }, () => {
    const prefix = reader.take(32);
    const length = reader.u16();
    if (![256, 384, 512].includes(length)) throw new FormatError('length of a token signature');
    return { prefix, signature: reader.take(length) };
  });
  const signed = bytes.subarray(0, reader.position);
  const signature = reader.take(64);
  reader.end();
  return { core, tokens, signed, signature };
}

export const controlHash = (core: Bytes): Bytes => H32('control-code', core);

export const tokenMessage = (election: Bytes, district: number, key: Bytes): Bytes =>
  H('token', election, district, key);

/** Every check of §5.5 before the proof, in its order; the code of the first that fails. */
export function faultBeforeProof(
  ballot: Ballot,
  manifest: Manifest,
): { code: string; expected: string; found: string } | undefined {
  const { core, tokens } = ballot;
  const fault = (code: string, expected: string, found: string) => ({ code, expected, found });
  if (!equal(core.election, manifest.election)) {
    return fault('ballot.election', hex(manifest.election), hex(core.election));
  }
  const district = manifest.districtById.get(core.district);
  if (district === undefined) {
    return fault('ballot.district', 'a district of the manifest', String(core.district));
  }
  const { real, blank } = district.slots;
  const registrars = manifest.root.registrars;
  const shape = (n: number, b: number, r: number): string => `N ${n}, b ${b}, R ${r}`;
  const wanted = shape(real.length, blank.length, registrars.length);
  const found = shape(core.betas.length, core.blanks, tokens.length);
  if (wanted !== found) return fault('ballot.shape', wanted, found);
  if (manifest.root.revote === 'none' && core.seq !== 0) {
    return fault('ballot.seq', '0', String(core.seq));
  }
  if (!verify(core.key, H('ballot', ballot.signed), ballot.signature)) {
    return fault('ballot.signature', 'a signature by the ballot key', 'an invalid one');
  }
  const message = tokenMessage(manifest.election, core.district, core.key);
  for (const registrar of registrars) {
    const token = tokens[registrar.id - 1];
    const key = registrar.token_keys.find((k) => k.district === core.district);
    if (token === undefined || key === undefined) {
      return fault('ballot.token', `a token of registrar ${registrar.id}`, 'none');
    }
    if (!tokenVerifies(key.modulus, token.prefix, message, token.signature)) {
      return fault('ballot.token', `a token of registrar ${registrar.id}`, 'an invalid one');
    }
  }
  return undefined;
}

export interface Challenges {
  y: Scalar;
  c: Scalar;
}

export function challenges(core: Core): Challenges {
  const { alpha, betas, c, d, b } = core.encoded;
  const y = HS(
    'ballot-combine',
    core.election,
    core.district,
    core.key,
    core.seq,
    alpha,
    betas,
    c,
    d,
  );
  return { y, c: HS('ballot-challenge', u256(y), b) };
}

/** f_1 … f_{N+b}, with f_1 from the rule Σ w_i f_i = c·m. */
function allResponses(core: Core, slots: Slots, mandates: number, c: Scalar): Scalar[] {
  const weights = [...slots.real, ...slots.blank];
  const rest = core.f.reduce((sum, f, i) => sum + BigInt(weights[i + 1] ?? 0) * f, 0n);
  return [reduce(c * BigInt(mandates) - rest), ...core.f];
}

/** Sums up equations Π p^e = 1 whose bases recur, and checks them in one multiplication. */
class Equation {
  private readonly fixed = new Map<string, { point: Point; exponent: Scalar }>();
  private readonly points: Point[] = [];
  private readonly exponents: Scalar[] = [];

  /** A base that every ballot shares, under its name. */
  shared(name: string, point: Point, exponent: Scalar): void {
    const term = this.fixed.get(name);
    if (term === undefined) this.fixed.set(name, { point, exponent: reduce(exponent) });
    else term.exponent = reduce(term.exponent + exponent);
  }
  own(point: Point, exponent: Scalar): void {
    this.points.push(point);
    this.exponents.push(reduce(exponent));
  }
  holds(): boolean {
    const terms = [...this.fixed.values()];
    const points = [...this.points, ...terms.map((t) => t.point)];
    const exponents = [...this.exponents, ...terms.map((t) => t.exponent)];
    return product(points, exponents).equals(IDENTITY);
  }
}

const freshWeight = (): Scalar => fromLittleEndian(randomBytes(16)) + 1n;

/** A core to be proved, with the district whose rules it must obey. */
export interface Claim {
  core: Core;
  district: District;
}

/** Checks the proofs of §5.3 of all claims together, and names exactly those that fail. */
export class ProofVerifier {
  constructor(
    private readonly jointKeys: Point[],
    private readonly generators: Generators,
  ) {}

  /** Indices of the claims whose proof is invalid. */
  invalid(claims: Claim[]): number[] {
    return this.search(claims, 0);
  }

  private search(claims: Claim[], offset: number): number[] {
    if (claims.length === 0 || this.allHold(claims)) return [];
    if (claims.length === 1) return [offset];
    const half = claims.length >> 1;
    return [
      ...this.search(claims.slice(0, half), offset),
      ...this.search(claims.slice(half), offset + half),
    ];
  }

  private allHold(claims: Claim[]): boolean {
    const equation = new Equation();
    for (const claim of claims) this.addTerms(equation, claim);
    return equation.holds();
  }

  /** (i)^weight · (ii)^weight', everything on one side. */
  private addTerms(equation: Equation, { core, district }: Claim): void {
    const { y, c } = challenges(core);
    const { slots, file } = district;
    if (core.betas.length !== slots.real.length || core.blanks !== slots.blank.length) {
      throw new FormatError('a core of another shape');
    }
    const f = allResponses(core, slots, file.mandates, c);
    const first = freshWeight();
    const second = freshWeight();

    equation.own(core.b, -first);
    equation.own(core.alpha, -first * c);
    equation.shared('g', BASE, first * core.zr);
    let power = 1n;
    core.betas.forEach((beta, i) => {
      power = reduce(power * y);
      const slotKey = this.jointKeys[i];
      if (slotKey === undefined) throw new RangeError('fewer joint keys than real slots');
      equation.own(beta, -first * c * power);
      equation.shared('g', BASE, first * power * (f[i] ?? 0n));
      equation.shared(`K${i + 1}`, slotKey, first * power * core.zr);
    });

    equation.own(core.c, -second * c);
    equation.own(core.d, -second);
    equation.shared('h0', this.generators.h(0), second * core.zc);
    equation.shared('k0', this.generators.k(0), second * core.zr);
    f.forEach((response, i) => {
      equation.shared(`h${i + 1}`, this.generators.h(i + 1), second * response * (c - response));
      equation.shared(`k${i + 1}`, this.generators.k(i + 1), second * response);
    });
  }
}
