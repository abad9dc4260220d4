/** Tokens: RFC 9474 RSABSSA-SHA384-PSS-Randomized, verified as RSASSA-PSS (§6). */

import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { type Bytes, compare, concat, hex } from './bytes.js';

const keys = new Map<string, KeyObject>();

/** The public key of this modulus with e = 65537. */
function publicKey(modulus: Bytes): KeyObject {
  const name = hex(modulus);
  const known = keys.get(name);
  if (known !== undefined) return known;
  const n = Buffer.from(modulus).toString('base64url');
  const key = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e: 'AQAB' } });
  keys.set(name, key);
  return key;
}

export function tokenVerifies(
  modulus: Bytes,
  prefix: Bytes,
  message: Bytes,
  signature: Bytes,
): boolean {
  if (signature.length !== modulus.length || compare(signature, modulus) >= 0) return false;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  try {
    const key = { key: publicKey(modulus), padding, saltLength: 48 };
    return verify('sha384', concat(prefix, message), key, signature);
  } catch {
    return false; // OpenSSL refuses some moduli that are odd and long enough but no RSA keys
  }
}
