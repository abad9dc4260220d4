/** Tally set, decryption shares and counts (§10, §11). */

import { createHash, type Hash } from 'node:crypto';
import { type Bytes, Reader, concat, u32, u64 } from './bytes.js';
import {
  type Point,
  type Scalar,
  BASE,
  IDENTITY,
  decodePoint,
  decodeScalar,
  inverse,
  power,
  product,
  reduce,
} from './group.js';
import { H, HS } from './hash.js';

/** What is added up over the counted ballots of one district. */
export class DistrictSum {
  ballots = 0;
  a: Point = IDENTITY;
  b: Point[];
  private readonly indices: Hash = createHash('sha256');

  constructor(
    readonly district: number,
    realSlots: number,
  ) {
    this.b = Array.from({ length: realSlots }, () => IDENTITY);
  }

  /** Indices must come in ascending order. */
  add(index: number, alpha: Point, betas: Point[]): void {
    this.ballots++;
    this.a = this.a.add(alpha);
    this.b = this.b.map((sum, i) => sum.add(betas[i] ?? IDENTITY));
    this.indices.update(u64(index));
  }

  indicesHash = (): Bytes => new Uint8Array(this.indices.copy().digest());
}

/** The place of the tally: the tree up to and with the closing entry. */
export interface Place {
  election: Bytes;
  size: number;
  root: Bytes;
}

export function tallySet(place: Place, sums: DistrictSum[]): Bytes {
  const parts = sums.map((sum) =>
    concat(
      u32(sum.district),
      u32(sum.ballots),
      sum.indicesHash(),
      sum.a.toBytes(),
      ...sum.b.map((b) => b.toBytes()),
    ),
  );
  return H('tally-set', place.election, u64(place.size), place.root, ...parts);
}

/** How many agreeing statements must stand before a share (§10). */
export function statementQuorum(
  n: number,
  threshold: number,
  witnesses: number,
  cosigned: number,
): number {
  if (2 * cosigned > witnesses) return threshold;
  return Math.min(n, Math.floor((n + threshold - 1) / 2) + 1);
}

export interface Share {
  trustee: number;
  district: number;
  points: Point[];
  encoded: Bytes;
  c: Scalar;
  z: Scalar;
}

export function parseShare(payload: Bytes): Share {
  const reader = new Reader(payload);
  const trustee = reader.u32();
  const district = reader.u32();
  const n = reader.u16();
  const encoded = reader.take(32 * n);
  const points = Array.from({ length: n }, (_, i) =>
    decodePoint(encoded.subarray(32 * i, 32 * i + 32)),
  );
  const c = decodeScalar(reader.take(32));
  const z = decodeScalar(reader.take(32));
  reader.end();
  return { trustee, district, points, encoded, c, z };
}

/** The batched Chaum–Pedersen proof: log_g P = log_A S. */
export function shareHolds(share: Share, place: Place, a: Point, publicShares: Point[]): boolean {
  if (publicShares.length !== share.points.length) return false;
  const statement = [
    place.election,
    share.district,
    share.trustee,
    u64(place.size),
    place.root,
    a.toBytes(),
    concat(...publicShares.map((p) => p.toBytes())),
    share.encoded,
  ];
  const weights = share.points.map((_, i) => HS('decryption-weight', ...statement, i + 1));
  const p = product(publicShares, weights);
  const s = product(share.points, weights);
  const r1 = power(BASE, share.z).subtract(power(p, share.c));
  const r2 = power(a, share.z).subtract(power(s, share.c));
  return HS('decryption-challenge', ...statement, r1.toBytes(), r2.toBytes()) === share.c;
}

/** λ_j = Π_{k≠j} k/(k−j) modulo the group order. */
export function lagrange(indices: number[], j: number): Scalar {
  return indices
    .filter((k) => k !== j)
    .reduce((value, k) => reduce(value * BigInt(k) * inverse(BigInt(k - j))), 1n);
}

/** g^{count_i} for each slot, from exactly t shares. */
export function openSums(sum: DistrictSum, shares: Share[]): Point[] {
  const indices = shares.map((s) => s.trustee);
  const lambdas = indices.map((j) => lagrange(indices, j));
  return sum.b.map((b, i) =>
    b.subtract(
      product(
        shares.map((s) => s.points[i] ?? IDENTITY),
        lambdas,
      ),
    ),
  );
}

/** Finds counts from g^count by baby steps and giant steps. */
export class CountSearch {
  private readonly baby = new Map<string, number>();
  private readonly step: number;
  private readonly giant: Point;

  constructor(private readonly max: number) {
    this.step = Math.ceil(Math.sqrt(max + 1));
    let point = IDENTITY;
    for (let i = 0; i < this.step; i++) {
      this.baby.set(Buffer.from(point.toBytes()).toString('base64'), i);
      point = point.add(BASE);
    }
    this.giant = point.negate();
  }

  find(target: Point): number | undefined {
    let point = target;
    for (let start = 0; start <= this.max; start += this.step) {
      const rest = this.baby.get(Buffer.from(point.toBytes()).toString('base64'));
      if (rest !== undefined && start + rest <= this.max) return start + rest;
      point = point.add(this.giant);
    }
    return undefined;
  }
}
