/** ristretto255 (RFC 9496), written multiplicatively in the specification, additively here. */

import { pippenger } from '@noble/curves/abstract/curve.js';
import { ristretto255 } from '@noble/curves/ed25519.js';
import { type Bytes, FormatError, fromLittleEndian } from './bytes.js';

export type Point = InstanceType<typeof ristretto255.Point>;
export type Scalar = bigint;

export const IDENTITY: Point = ristretto255.Point.ZERO;
export const BASE: Point = ristretto255.Point.BASE;
export const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

export function reduce(value: bigint): Scalar {
  const rest = value % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

export function decodePoint(bytes: Bytes): Point {
  try {
    return ristretto255.Point.fromBytes(Uint8Array.from(bytes));
  } catch {
    throw new FormatError('not a canonical group element');
  }
}

export function decodeScalar(bytes: Bytes): Scalar {
  if (bytes.length !== 32) throw new FormatError('a scalar is 32 bytes');
  const value = fromLittleEndian(bytes);
  if (value >= ORDER) throw new FormatError('not a canonical scalar');
  return value;
}

/** p^e for public values; any integer e. */
export const power = (p: Point, e: Scalar): Point => p.multiplyUnsafe(reduce(e));

/** Π p_i^{e_i} for public values. */
export function product(points: readonly Point[], exponents: readonly Scalar[]): Point {
  if (points.length !== exponents.length) throw new RangeError('as many exponents as points');
  if (points.length < 4) {
    return points.reduce((sum, p, i) => sum.add(power(p, exponents[i] ?? 0n)), IDENTITY);
  }
  return pippenger(ristretto255.Point, [...points], exponents.map(reduce));
}

export const sumPoints = (points: readonly Point[]): Point =>
  points.reduce((sum, p) => sum.add(p), IDENTITY);

export function inverse(value: Scalar): Scalar {
  if (reduce(value) === 0n) throw new RangeError('no inverse of zero');
  return ristretto255.Point.Fn.inv(reduce(value));
}
