/** Group, signatures, hashes, JSON and trees against the values of their RFCs. */

import assert from 'node:assert/strict';
import { createHash, sign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { ED25519_TORSION_SUBGROUP, ed25519, ristretto255_hasher } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import {
  FormatError,
  concat,
  fromBase64,
  fromHex,
  fromLittleEndian,
  hex,
  u256,
  utf8,
} from '../src/bytes.js';
import { isValidKey, verify } from '../src/ed25519.js';
import {
  BASE,
  IDENTITY,
  ORDER,
  decodePoint,
  decodeScalar,
  inverse,
  power,
  product,
} from '../src/group.js';
import { H, HP, HS, electionId } from '../src/hash.js';
import {
  array,
  instant,
  integer,
  jcs,
  object,
  optional,
  parseDocument,
  string,
} from '../src/json.js';
import {
  CompactRange,
  consistencyHolds,
  leafHash,
  merkleRoot,
  nodeHash,
  rootFromInclusion,
} from '../src/merkle.js';
import { blankBits, slots } from '../src/slots.js';

test('ristretto255: multiples of the generator and rejected encodings of RFC 9496', () => {
  assert.equal(hex(IDENTITY.toBytes()), '00'.repeat(32));
  assert.equal(
    hex(BASE.toBytes()),
    'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76',
  );
  assert.equal(
    hex(power(BASE, 2n).toBytes()),
    '6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919',
  );
  const bad = [
    '00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '0100000000000000000000000000000000000000000000000000000000000000',
    '01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20',
    '26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371',
    '3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ];
  for (const encoding of bad) assert.throws(() => decodePoint(fromHex(encoding)), FormatError);
});

test('scalars must be canonical', () => {
  assert.equal(decodeScalar(u256(ORDER - 1n)), ORDER - 1n);
  assert.throws(() => decodeScalar(u256(ORDER)), FormatError);
  assert.throws(() => decodeScalar(new Uint8Array(32).fill(255)), FormatError);
  assert.equal((inverse(7n) * 7n) % ORDER, 1n);
});

test('the element derivation of RFC 9496', () => {
  const input = fromHex(
    '5d1be09e3d0c82fc538112490e35701979d99e06ca3e2b5b54bffe8b4dc772c1' +
      '4d98b696a1bbfb5ca32c436cc61c16563790306c79eaca7705668b47dffe5bb6',
  );
  const derived = ristretto255_hasher.deriveToCurve?.(input);
  assert.equal(
    derived?.toHex(),
    '3066f82a1a747d45120d1740f14358531a8f04bbffe6a819f86dfe50f44a0a46',
  );
});

test('a product is the same however it is computed', () => {
  const points = Array.from({ length: 9 }, (_, i) => HP('test', i));
  const exponents = points.map((_, i) => HS('exponent', i));
  const naive = points.reduce((sum, p, i) => sum.add(power(p, exponents[i] ?? 0n)), IDENTITY);
  assert.ok(product(points, exponents).equals(naive));
});

test('H prefixes every part with its length', () => {
  const lp = (bytes: Uint8Array): Uint8Array =>
    concat(u256(BigInt(bytes.length)).subarray(0, 8), bytes);
  const expected = sha512(
    concat(lp(utf8('shailoo/v1')), lp(utf8('a')), lp(Uint8Array.of(7, 0, 0, 0))),
  );
  assert.deepEqual(H('a', 7), expected);
  assert.notDeepEqual(H('ab', 'c'), H('a', 'bc'));
  const openssl = createHash('sha512-256').update('abc').digest('hex');
  assert.equal(hex(electionId(utf8('abc'))), openssl);
});

test('Ed25519: RFC 8032, OpenSSL, and every altered byte', () => {
  const key = fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
  const signature = fromHex(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  );
  assert.ok(verify(key, fromHex('72'), signature));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const message = randomBytes(50);
  const good = new Uint8Array(sign(null, message, privateKey));
  assert.ok(verify(raw, message, good));
  for (let i = 0; i < 64; i++) {
    const bad = Uint8Array.from(good);
    bad[i] = (bad[i] ?? 0) ^ 1;
    assert.equal(verify(raw, message, bad), false);
  }
});

test('Ed25519: torsion, small order, non-canonical encodings and S', () => {
  const { Point } = ed25519;
  for (const small of ED25519_TORSION_SUBGROUP) assert.equal(isValidKey(fromHex(small)), false);
  // y = p + 2 and the like: encodings of no canonical point
  assert.equal(isValidKey(fromHex(`ee${'ff'.repeat(30)}7f`)), false);
  assert.equal(isValidKey(fromHex(`01${'00'.repeat(30)}80`)), false);
  // a signature that only the cofactored equation accepts: R carries a torsion part
  const torsion = Point.fromHex(ED25519_TORSION_SUBGROUP[3] ?? '');
  const secret = 123456789n;
  const a = Point.BASE.multiply(secret).toBytes();
  const signWith = (t: typeof torsion): Uint8Array => {
    const r = Point.BASE.multiply(987654321n).add(t).toBytes();
    const k = fromLittleEndian(sha512(concat(r, a, utf8('m')))) % Point.Fn.ORDER;
    return concat(r, u256((987654321n + k * secret) % Point.Fn.ORDER));
  };
  assert.ok(verify(a, utf8('m'), signWith(Point.ZERO)));
  assert.equal(verify(a, utf8('m'), signWith(torsion)), false);
  const good = signWith(Point.ZERO);
  const s = fromLittleEndian(good.subarray(32)) + Point.Fn.ORDER;
  assert.equal(verify(a, utf8('m'), concat(good.subarray(0, 32), u256(s))), false);
  // a key with a torsion part is allowed where the cofactorless equation holds
  const mixed = Point.BASE.multiply(secret).add(torsion);
  let accepted = 0;
  for (let i = 1n; i <= 64n; i++) {
    const r = Point.BASE.multiply(i).toBytes();
    const k = fromLittleEndian(sha512(concat(r, mixed.toBytes(), utf8('m')))) % Point.Fn.ORDER;
    const signature = concat(r, u256((i + k * secret) % Point.Fn.ORDER));
    const holds = torsion.multiplyUnsafe(k % 8n).is0();
    assert.equal(verify(mixed.toBytes(), utf8('m'), signature), holds);
    if (holds) accepted++;
  }
  assert.ok(accepted > 0 && accepted < 64);
});

test('JSON documents must be canonical', () => {
  const shape = object({ a: integer(0), b: optional(array(string, 1, 3)) });
  const parse = (text: string): unknown => parseDocument(utf8(text), shape);
  assert.deepEqual(parse('{"a":1}'), { a: 1 });
  assert.deepEqual(parse('{"a":1,"b":["ү"]}'), { a: 1, b: ['ү'] });
  const bad = [
    '{"a": 1}',
    '{"a":1}\n',
    '\ufeff{"a":1}',
    '{"a":1,"a":1}',
    '{"a":1,"c":1}',
    '{"b":["x"],"a":1}',
    '{}',
    '{"a":null}',
    '{"a":"1"}',
    '{"a":1.0}',
    '{"a":1e0}',
    '{"a":-1}',
    '{"a":-0}',
    '{"a":1.5}',
    '{"a":9007199254740992}',
    '{"a":1,"b":[]}',
    '{"a":1,"b":[""]}',
    '{"a":1,"b":["\\u0079"]}',
    '{"a":1,"b":["\u0438\u0306"]}',
    '{"a":1,"b":["\\n"]}',
    '{"a":1,"b":["\u0085"]}',
    '{"a":1,"b":["\\ud800"]}',
    `{"a":1,"b":["${'x'.repeat(1001)}"]}`,
    '[1]',
    'x',
    '['.repeat(100_000),
  ];
  for (const text of bad) assert.throws(() => parse(text), FormatError, text.slice(0, 40));
  assert.throws(() => parseDocument(Uint8Array.of(0x22, 0xff, 0x22), string), FormatError);
  assert.equal(Buffer.from(jcs({ b: 1, a: 'ё' })).toString(), '{"a":"ё","b":1}');
});

test('instants and encodings', () => {
  assert.equal(instant('2026-02-28T23:59:59Z'), Date.UTC(2026, 1, 28, 23, 59, 59) / 1000);
  for (const bad of [
    '2026-02-29T00:00:00Z',
    '2026-02-28T24:00:00Z',
    '2026-02-28T23:59:60Z',
    '2026-02-28T23:59:59+00:00',
    '1999-01-01T00:00:00Z',
  ]) {
    assert.throws(() => instant(bad), FormatError);
  }
  assert.throws(() => fromHex('AB'), FormatError);
  assert.throws(() => fromHex('abc'), FormatError);
  for (const bad of ['YR==', 'YQ', 'YQ=', 'Y Q==', '_w=='])
    assert.throws(() => fromBase64(bad), FormatError);
});

/** RFC 6962 §2.1, written recursively from its text. */
function slowRoot(leaves: Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return new Uint8Array(createHash('sha256').digest());
  if (leaves.length === 1) return leafHash(only);
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  return nodeHash(slowRoot(leaves.slice(0, k)), slowRoot(leaves.slice(k)));
}

function inclusion(leaves: Uint8Array[], index: number): Uint8Array[] {
  if (leaves.length <= 1) return [];
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return index < k
    ? [...inclusion(left, index), slowRoot(right)]
    : [...inclusion(right, index - k), slowRoot(left)];
}

function consistency(leaves: Uint8Array[], m: number, whole: boolean): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [slowRoot(leaves)];
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  return m <= k
    ? [...consistency(leaves.slice(0, k), m, whole), slowRoot(leaves.slice(k))]
    : [...consistency(leaves.slice(k), m - k, false), slowRoot(leaves.slice(0, k))];
}

test('Merkle roots, inclusion and consistency of all trees up to 20 leaves', () => {
  const all = Array.from({ length: 20 }, (_, i) => Uint8Array.of(i));
  const range = new CompactRange();
  for (let size = 0; size <= 20; size++) {
    const leaves = all.slice(0, size);
    const root = slowRoot(leaves);
    assert.deepEqual(merkleRoot(leaves), root);
    assert.deepEqual(range.root(), root);
    range.push(leafHash(Uint8Array.of(size)));
    for (let index = 0; index < size; index++) {
      const proof = inclusion(leaves, index);
      const leaf = leafHash(Uint8Array.of(index));
      assert.deepEqual(rootFromInclusion(leaf, index, size, proof), root);
      assert.notDeepEqual(rootFromInclusion(leaf, index, size, [...proof, leaf]), root);
      if (proof.length > 0)
        assert.notDeepEqual(rootFromInclusion(leaf, index, size, proof.slice(1)), root);
    }
    for (let m = 1; m <= size; m++) {
      const proof = consistency(leaves, m, true);
      const old = slowRoot(leaves.slice(0, m));
      assert.ok(consistencyHolds(m, old, size, root, proof));
      assert.equal(consistencyHolds(m, leafHash(old), size, root, proof), false);
    }
  }
});

test('slots and blank bits of the specification', () => {
  const blank = (mandates: number, minMarks: number): number[] =>
    slots({ candidates: 40, againstAll: true, mandates, minMarks }).blank;
  assert.deepEqual(blank(3, 3), []);
  assert.deepEqual(blank(3, 1), [1, 1]);
  assert.deepEqual(blank(3, 0), [1, 2]);
  assert.deepEqual(blank(7, 1), [1, 2, 3]);
  assert.deepEqual(blank(23, 1), [1, 2, 4, 8, 7]);
  for (let unused = 0; unused <= 22; unused++) {
    const weights = blank(23, 1);
    const bits = blankBits(weights, unused);
    assert.equal(
      bits.reduce((sum, bit, i) => sum + bit * (weights[i] ?? 0), 0),
      unused,
    );
  }
  assert.equal(blank(65_536, 0).length, 17);
});
