/** The transcript of the key ceremony and what follows from it (§4). */

import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import { x25519 } from '@noble/curves/ed25519.js';
import {
  type Bytes,
  FormatError,
  Reader,
  concat,
  equal,
  fromLittleEndian,
  hex,
  u32,
} from './bytes.js';
import { isValidKey, verify } from './ed25519.js';
import type { Failures } from './failure.js';
import {
  type Point,
  type Scalar,
  BASE,
  decodePoint,
  decodeScalar,
  power,
  sumPoints,
} from './group.js';
import { H, HS } from './hash.js';
import {
  U32,
  array,
  hexBytes,
  integer,
  jcs,
  literal,
  object,
  parseDocument,
  string,
} from './json.js';
import type { Manifest, Root } from './manifest.js';

const hex32 = hexBytes(32);

const checkTranscript = object({
  attempt: U32,
  format: literal('shailoo/v1/ceremony'),
  messages: array(
    object({
      body: hexBytes(),
      round: integer(1, 4),
      sender: integer(1, 32),
      signature: hexBytes(64),
    }),
    8,
    128,
  ),
  n: integer(2, 32),
  nonce: hex32,
  roster: array(object({ index: integer(1, 32), key: hex32, name: string }), 2, 32),
  slots: integer(1, 901),
  threshold: integer(2, 32),
});

export type Transcript = ReturnType<typeof checkTranscript>;

export interface RosterMember {
  index: number;
  key: Bytes;
  name: string;
}

export function ceremonyId(
  n: number,
  threshold: number,
  slots: number,
  roster: RosterMember[],
  attempt: number,
  nonce: Bytes,
): Bytes {
  const document = jcs(roster.map(({ index, key, name }) => ({ index, key: hex(key), name })));
  return H('ceremony', n, threshold, slots, document, attempt, nonce);
}

/** One dealer's part for one slot of round 2. */
export interface Dealing {
  commitments: Point[];
  firstBytes: Bytes;
  r: Point;
  rBytes: Bytes;
  z: Scalar;
}

/** Shape and positions only: 4n messages in order of round and sender, bodies of their lengths. */
function checkLayout(t: Transcript): void {
  const demand = (holds: boolean, fault: string): void => {
    if (!holds) throw new FormatError(fault);
  };
  demand(t.threshold <= t.n, 'threshold above the number of trustees');
  demand(t.roster.length === t.n, 'a roster of another length');
  demand(
    t.roster.every((member, i) => member.index === i + 1),
    'a roster that is not numbered in order',
  );
  demand(
    t.roster.every((member) => isValidKey(member.key)),
    'a roster key that §2 rejects',
  );
  demand(new Set(t.roster.map((m) => hex(m.key))).size === t.n, 'a roster key that occurs twice');
  demand(t.messages.length === 4 * t.n, 'another number of messages than 4n');
  t.messages.forEach(({ round, sender, body }, i) => {
    demand(round === Math.floor(i / t.n) + 1 && sender === (i % t.n) + 1, 'messages out of order');
    const lengths = {
      1: [96],
      2: [t.slots * (32 * t.threshold + 64)],
      3: [(t.n - 1) * (32 + 32 * t.slots + 16)],
      4: [body[0] === 0 ? 65 : 37],
    }[round];
    demand(lengths?.includes(body.length) ?? false, `a body of round ${round} of another length`);
    demand(round !== 4 || body[0] === 0 || body[0] === 1, 'a body of round 4 of unknown kind');
  });
}

function parseRound2(body: Bytes, t: Transcript): Dealing[] {
  const reader = new Reader(body);
  const dealings = Array.from({ length: t.slots }, () => {
    const encoded = Array.from({ length: t.threshold }, () => reader.take(32));
    const rBytes = reader.take(32);
    const z = decodeScalar(reader.take(32));
    const [firstBytes] = encoded;
    if (firstBytes === undefined) throw new FormatError('no commitments');
    return { commitments: encoded.map(decodePoint), firstBytes, r: decodePoint(rBytes), rBytes, z };
  });
  reader.end();
  return dealings;
}

export const possessionHolds = (cid: Bytes, sender: number, slot: number, d: Dealing): boolean => {
  const e = HS('dkg-pop', cid, sender, slot, d.firstBytes, d.rBytes);
  const [first] = d.commitments;
  return first !== undefined && power(BASE, d.z).equals(d.r.add(power(first, e)));
};

/** Π_l F_l^{x^l}: the public image of a polynomial at x. */
export const evaluate = (commitments: Point[], x: number): Point =>
  [...commitments].reverse().reduce((sum, f) => power(sum, BigInt(x)).add(f));

export interface CeremonyResult {
  cid: Bytes;
  jointKeys: Point[];
  /** `aggregate[i][l]` = Π_j F_{j,i+1,l} */
  aggregate: Point[][];
}

export const publicShare = (result: CeremonyResult, trustee: number, slot: number): Point => {
  const commitments = result.aggregate[slot - 1];
  if (commitments === undefined) throw new RangeError(`no slot ${slot}`);
  return evaluate(commitments, trustee);
};

/** A ceremony that the auditor has seen in an election. */
export interface KnownCeremony {
  cid: Bytes;
  election: Bytes;
}

/** Checks a transcript from first to last message; undefined if no share can be judged by it. */
export async function readCeremony(
  bytes: Bytes,
  { root, election }: Pick<Manifest, 'root' | 'election'>,
  known: KnownCeremony[],
  failures: Failures,
): Promise<CeremonyResult | undefined> {
  const report = (code: string, expected: string, found: string): void =>
    failures.add(`ceremony.${code}`, 0, expected, found);
  let t: Transcript;
  let dealers: Dealing[][];
  try {
    t = parseDocument(bytes, checkTranscript);
    checkLayout(t);
    dealers = t.messages.filter((m) => m.round === 2).map((m) => parseRound2(m.body, t));
    checkRound4Layout(t);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    report('malformed', 'a ceremony transcript', error.message);
    return undefined;
  }
  const cid = ceremonyId(t.n, t.threshold, t.slots, t.roster, t.attempt, t.nonce);
  const aggregate = Array.from({ length: t.slots }, (_, slot) =>
    Array.from({ length: t.threshold }, (__, l) =>
      sumPoints(dealers.flatMap((d) => d[slot]?.commitments[l] ?? [])),
    ),
  );
  const jointKeys = aggregate.flatMap((commitments) => commitments[0] ?? []);
  const fault = await firstFault(t, cid, dealers);
  const [mismatch] = mismatches(t, jointKeys, root);
  if (fault !== undefined) {
    report(fault.code, fault.expected, fault.found);
    return undefined;
  }
  if (mismatch !== undefined) {
    report('mismatch', 'as in the manifest', mismatch);
    return undefined;
  }
  const reused = known.find((seen) => equal(seen.cid, cid) && !equal(seen.election, election));
  if (reused !== undefined) {
    report('reused', `only election ${hex(election)}`, hex(reused.election));
    return undefined;
  }
  return { cid, jointKeys, aggregate };
}

interface Fault {
  code: string;
  expected: string;
  found: string;
}

function bodyOf(t: Transcript, round: number, sender: number): Bytes {
  const message = t.messages[(round - 1) * t.n + sender - 1];
  if (message === undefined) throw new RangeError('no such message');
  return message.body;
}

/** In the order of rounds, within a round first all signatures. */
async function firstFault(
  t: Transcript,
  cid: Bytes,
  dealers: Dealing[][],
): Promise<Fault | undefined> {
  return (
    signatureFault(t, cid, 1) ??
    signatureFault(t, cid, 2) ??
    round2Fault(t, cid, dealers) ??
    signatureFault(t, cid, 3) ??
    signatureFault(t, cid, 4) ??
    (await round4Fault(t, cid, dealers))
  );
}

function signatureFault(t: Transcript, cid: Bytes, round: number): Fault | undefined {
  for (const { sender, body, signature } of t.messages.filter((m) => m.round === round)) {
    const member = t.roster[sender - 1];
    const message = H('dkg-message', cid, round, sender, body);
    if (member === undefined || !verify(member.key, message, signature)) {
      const expected = `round ${round} signed by trustee ${sender}`;
      return { code: 'signature', expected, found: 'an invalid signature' };
    }
  }
  return undefined;
}

function round2Fault(t: Transcript, cid: Bytes, dealers: Dealing[][]): Fault | undefined {
  for (const [i, dealings] of dealers.entries()) {
    const sender = i + 1;
    const commitment = H('dkg-commit', cid, sender, bodyOf(t, 2, sender));
    if (!equal(bodyOf(t, 1, sender).subarray(0, 64), commitment)) {
      const expected = `trustee ${sender}'s round 2 as committed`;
      return { code: 'commitment', expected, found: 'another' };
    }
    const bad = dealings.findIndex((d, slot) => !possessionHolds(cid, sender, slot + 1, d));
    if (bad >= 0) {
      const expected = `a proof by trustee ${sender} for slot ${bad + 1}`;
      return { code: 'possession', expected, found: 'an invalid one' };
    }
  }
  return undefined;
}

async function round4Fault(
  t: Transcript,
  cid: Bytes,
  dealers: Dealing[][],
): Promise<Fault | undefined> {
  const hash = H(
    'dkg-transcript',
    cid,
    ...t.messages.filter((m) => m.round <= 3).map((m) => concat(m.body, m.signature)),
  );
  for (let sender = 1; sender <= t.n; sender++) {
    const answer = bodyOf(t, 4, sender);
    if (answer[0] === 1) {
      const accused = Number(fromLittleEndian(answer.subarray(1, 5)));
      const guilty = await judge(t, cid, dealers, sender, accused, answer.subarray(5));
      const found = `a complaint about trustee ${accused}; trustee ${guilty} is at fault`;
      return { code: 'complaint', expected: `trustee ${sender} accepts`, found };
    }
    if (!equal(answer.subarray(1), hash)) {
      return { code: 'transcript-hash', expected: hex(hash), found: hex(answer.subarray(1)) };
    }
  }
  return undefined;
}

function checkRound4Layout(t: Transcript): void {
  for (const { round, sender, body } of t.messages) {
    if (round !== 4 || body[0] !== 1) continue;
    const accused = Number(fromLittleEndian(body.subarray(1, 5)));
    if (accused < 1 || accused > t.n || accused === sender) {
      throw new FormatError('a complaint about nobody');
    }
  }
}

function mismatches(t: Transcript, jointKeys: Point[], root: Root): string[] {
  const faults: string[] = [];
  const list = (members: RosterMember[]): string =>
    JSON.stringify(members.map((m) => [m.index, hex(m.key), m.name]));
  if (list(t.roster) !== list(root.trustees)) faults.push('another roster');
  if (t.n !== root.trustees.length) faults.push(`n = ${t.n}`);
  if (t.threshold !== root.threshold) faults.push(`t = ${t.threshold}`);
  if (t.slots !== root.joint_keys.length) faults.push(`S = ${t.slots}`);
  jointKeys.forEach((key, i) => {
    const named = root.joint_keys[i];
    if (named !== undefined && !equal(key.toBytes(), named)) faults.push(`another K_${i + 1}`);
  });
  return faults;
}

/** Who is at fault when `complainant` complains about `accused` (§4, judging a complaint). */
async function judge(
  t: Transcript,
  cid: Bytes,
  dealers: Dealing[][],
  complainant: number,
  accused: number,
  secretKey: Bytes,
): Promise<number> {
  if (!equal(x25519.getPublicKey(secretKey), bodyOf(t, 1, complainant).subarray(64)))
    return complainant;
  const size = 32 + 32 * t.slots + 16;
  const place = complainant < accused ? complainant - 1 : complainant - 2;
  const sealed = bodyOf(t, 3, accused).subarray(place * size, (place + 1) * size);
  const allRound2 = Array.from({ length: t.n }, (_, i) => bodyOf(t, 2, i + 1));
  const aad = concat(u32(accused), u32(complainant), H('dkg-round-2', cid, ...allRound2));
  const plain = await openShare(secretKey, sealed, cid, aad);
  if (plain === undefined || plain.length !== 32 * t.slots) return accused;
  try {
    const honest = (dealers[accused - 1] ?? []).every((dealing, slot) => {
      const share = decodeScalar(plain.subarray(32 * slot, 32 * slot + 32));
      return power(BASE, share).equals(evaluate(dealing.commitments, complainant));
    });
    return honest ? complainant : accused;
  } catch (error) {
    if (error instanceof FormatError) return accused;
    throw error;
  }
}

const arrayBuffer = (bytes: Bytes): ArrayBuffer => Uint8Array.from(bytes).buffer;

/** HPKE base mode, single-shot; undefined if it does not decrypt. */
export async function openShare(
  secretKey: Bytes,
  sealed: Bytes,
  info: Bytes,
  aad: Bytes,
): Promise<Bytes | undefined> {
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Chacha20Poly1305(),
  });
  const recipientKey = await suite.kem.importKey('raw', arrayBuffer(secretKey), false);
  try {
    const opened = await suite.open(
      { recipientKey, enc: arrayBuffer(sealed.subarray(0, 32)), info: arrayBuffer(info) },
      arrayBuffer(sealed.subarray(32)),
      arrayBuffer(aad),
    );
    return new Uint8Array(opened);
  } catch {
    return undefined;
  }
}
