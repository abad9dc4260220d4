/** The protocol's one hash, H, and its uses as scalar and as group element (§2). */

import { ristretto255_hasher } from '@noble/curves/ed25519.js';
import { sha256 as nobleSha256, sha512, sha512_256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, fromLittleEndian, u32, u64, utf8 } from './bytes.js';
import { type Point, type Scalar, reduce } from './group.js';

/** A part of H: bytes, text, or a number that is encoded as u32. */
export type Part = Bytes | string | number;

const toBytes = (part: Part): Bytes =>
  typeof part === 'string' ? utf8(part) : typeof part === 'number' ? u32(part) : part;

const lengthPrefixed = (bytes: Bytes): Bytes => concat(u64(bytes.length), bytes);

export function H(...parts: Part[]): Bytes {
  const hash = sha512.create().update(lengthPrefixed(utf8('shailoo/v1')));
  for (const part of parts) hash.update(lengthPrefixed(toBytes(part)));
  return hash.digest();
}

export const H32 = (...parts: Part[]): Bytes => H(...parts).subarray(0, 32);

export const HS = (...parts: Part[]): Scalar => reduce(fromLittleEndian(H(...parts)));

export const HP = (...parts: Part[]): Point => {
  if (ristretto255_hasher.deriveToCurve === undefined) throw new Error('no element derivation');
  return ristretto255_hasher.deriveToCurve(H(...parts)) as Point;
};

export const sha256 = (bytes: Bytes): Bytes => nobleSha256(bytes);

/** FIPS 180-4 SHA-512/256: the election id of a root manifest (§3.3). */
export const electionId = (rootManifest: Bytes): Bytes => sha512_256(rootManifest);
