/**
 * Ed25519 by exactly the rule of §2: canonical encodings, no small order, cofactorless equation.
 * The library's own `verify` is cofactored, so the equation is written with its points.
 */

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, equal, fromLittleEndian } from './bytes.js';

type EdwardsPoint = InstanceType<typeof ed25519.Point>;
const ELL = ed25519.Point.Fn.ORDER;

function decode(bytes: Bytes): EdwardsPoint | undefined {
  if (bytes.length !== 32) return undefined;
  try {
    const point = ed25519.Point.fromBytes(Uint8Array.from(bytes), false);
    if (!equal(point.toBytes(), bytes) || point.isSmallOrder()) return undefined;
    return point;
  } catch {
    return undefined;
  }
}

/** Canonical encoding of a curve point that is not of small order. */
export const isValidKey = (key: Bytes): boolean => decode(key) !== undefined;

export function verify(key: Bytes, message: Bytes, signature: Bytes): boolean {
  if (signature.length !== 64) return false;
  const r = signature.subarray(0, 32);
  const s = fromLittleEndian(signature.subarray(32));
  const a = decode(key);
  if (s >= ELL || a === undefined || decode(r) === undefined) return false;
  const k = fromLittleEndian(sha512(concat(r, key, message))) % ELL;
  const left = ed25519.Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k));
  return equal(left.toBytes(), r);
}
