/** Keys, and the lines that they sign. */

import { type KeyObject, generateKeyPairSync, randomBytes } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { type Bytes, base64, concat, u64, utf8 } from '../../src/bytes.js';
import { sha256 } from '../../src/hash.js';
import type { NoteKey } from '../../src/note.js';

export interface Signer extends NoteKey {
  secret: Bytes;
}

export function signer(name: string): Signer {
  const secret = new Uint8Array(randomBytes(32));
  return { name, secret, key: ed25519.getPublicKey(secret) };
}

const noteKeyId = (key: NoteKey, type: number): Bytes =>
  sha256(concat(utf8(`${key.name}\n`), Uint8Array.of(type), key.key)).subarray(0, 4);

export const signLine = (text: string, by: Signer): string =>
  `— ${by.name} ${base64(concat(noteKeyId(by, 1), ed25519.sign(utf8(text), by.secret)))}\n`;

export function cosignLine(text: string, by: Signer, time: number): string {
  const stamp = u64(time).reverse();
  const signature = ed25519.sign(utf8(`cosignature/v1\ntime ${time}\n${text}`), by.secret);
  return `— ${by.name} ${base64(concat(noteKeyId(by, 4), stamp, signature))}\n`;
}

export interface RsaKey {
  secret: KeyObject;
  modulus: Bytes;
}

const rsaKeys: RsaKey[] = [];
/** RSA keys are slow to make, so all test elections share them. */
export function rsaKey(index: number): RsaKey {
  for (let i = rsaKeys.length; i <= index; i++) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const n = publicKey.export({ format: 'jwk' }).n ?? '';
    rsaKeys.push({ secret: privateKey, modulus: new Uint8Array(Buffer.from(n, 'base64url')) });
  }
  const key = rsaKeys[index];
  if (key === undefined) throw new RangeError('no key');
  return key;
}
