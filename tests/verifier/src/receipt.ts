/** Vote ciphers: tlog-proofs that carry a ballot (§7.2). */

import { ProofVerifier, faultBeforeProof, parseBallot } from './ballot.js';
import {
  type Bytes,
  FormatError,
  base64,
  concat,
  decodeUtf8,
  equal,
  fromBase64,
  utf8,
} from './bytes.js';
import { type Manifest, boxKey } from './manifest.js';
import { leafHash, rootFromInclusion } from './merkle.js';
import {
  type Checkpoint,
  cosignatureTime,
  formatSignatureLine,
  isCosignatureNamedFor,
  isNamedFor,
  parseCheckpoint,
  signatureVerifies,
} from './note.js';
import { Generators } from './slots.js';

const HEADER = 'c2sp.org/tlog-proof@v1';

export interface VoteCipher {
  ballot: Bytes;
  index: bigint;
  proof: Bytes[];
  checkpoint: Checkpoint;
}

export function formatVoteCipher(v: VoteCipher): string {
  const proof = v.proof.map((hash) => `${base64(hash)}\n`).join('');
  const signatures = v.checkpoint.note.lines.map(formatSignatureLine).join('');
  const { origin, size, root } = v.checkpoint;
  return (
    `${HEADER}\nextra ${base64(v.ballot)}\nindex ${v.index}\n${proof}\n` +
    `${origin}\n${size}\n${base64(root)}\n\n${signatures}`
  );
}

/** Throws a FormatError unless the file is exactly the encoding of what it says. */
export function parseVoteCipher(bytes: Bytes): VoteCipher {
  const text = decodeUtf8(bytes);
  const split = text.indexOf('\n\n');
  if (split < 0) throw new FormatError('no checkpoint');
  const [header, extra, index, ...proof] = text.slice(0, split).split('\n');
  if (header !== HEADER) throw new FormatError('not a tlog-proof');
  if (extra?.startsWith('extra ') !== true) throw new FormatError('no ballot');
  const place = /^index (0|[1-9]\d{0,19})$/.exec(index ?? '')?.[1];
  if (place === undefined || BigInt(place) >= 2n ** 64n) throw new FormatError('no index');
  const hashes = proof.map(fromBase64);
  if (hashes.length > 63 || hashes.some((hash) => hash.length !== 32)) {
    throw new FormatError('not an inclusion proof');
  }
  const voteCipher = {
    ballot: fromBase64(extra.slice('extra '.length)),
    index: BigInt(place),
    proof: hashes,
    checkpoint: parseCheckpoint(utf8(text.slice(split + 2))),
  };
  if (formatVoteCipher(voteCipher) !== text) throw new FormatError('not its own encoding');
  return voteCipher;
}

export type ReceiptReport =
  { ok: true; index: number; size: number } | { ok: false; code: string; found: string };

/** Verifies a vote cipher against a verified manifest; the first reason to refuse it. */
export function verifyVoteCipher(bytes: Bytes, manifest: Manifest): ReceiptReport {
  const no = (code: string, found: string): ReceiptReport => ({
    ok: false,
    code: `receipt.${code}`,
    found,
  });
  let v: VoteCipher;
  try {
    v = parseVoteCipher(bytes);
  } catch (error) {
    if (error instanceof FormatError) return no('malformed', error.message);
    throw error;
  }
  const fault = ballotFault(v.ballot, manifest);
  if (fault !== undefined) return no('ballot', fault);
  const log = boxKey(manifest);
  if (v.checkpoint.origin !== log.name) return no('checkpoint', `origin ${v.checkpoint.origin}`);
  if (!v.checkpoint.note.lines.some((line) => isNamedFor(line, log))) {
    return no('checkpoint', 'no signature line by the log key');
  }
  const [first, ...cosignatures] = v.checkpoint.note.lines;
  if (first === undefined || !signatureVerifies(v.checkpoint.note, first, log)) {
    return no('malformed', 'the first signature line is not a valid one by the log key');
  }
  const { witnesses, quorum } = manifest.root;
  let next = 0;
  for (const line of cosignatures) {
    const skip = witnesses.slice(next).findIndex((w) => isCosignatureNamedFor(line, w));
    const witness = skip < 0 ? undefined : witnesses[next + skip];
    if (witness === undefined)
      return no('malformed', `signature line by ${line.name}: out of place`);
    if (cosignatureTime(v.checkpoint.note, line, witness) === undefined) {
      return no('malformed', `an invalid cosignature by ${line.name}`);
    }
    next += skip + 1;
  }
  if (cosignatures.length < quorum) return no('quorum', `${cosignatures.length} cosignatures`);
  const leaf = leafHash(concat(Uint8Array.of(1, 5), v.ballot));
  const { size } = v.checkpoint;
  if (v.index >= BigInt(size)) return no('inclusion', `index ${v.index} in a tree of ${size}`);
  const index = Number(v.index);
  const root = rootFromInclusion(leaf, index, size, v.proof);
  if (root === undefined || !equal(root, v.checkpoint.root)) {
    return no('inclusion', 'the proof does not lead to the root');
  }
  return { ok: true, index, size };
}

function ballotFault(bytes: Bytes, manifest: Manifest): string | undefined {
  let ballot;
  try {
    ballot = parseBallot(bytes);
  } catch (error) {
    if (error instanceof FormatError) return `ballot.malformed: ${error.message}`;
    throw error;
  }
  const fault = faultBeforeProof(ballot, manifest);
  if (fault !== undefined) return `${fault.code}: ${fault.found}`;
  const district = manifest.districtById.get(ballot.core.district);
  if (district === undefined) return 'ballot.district';
  const verifier = new ProofVerifier(manifest.jointKeys, new Generators(manifest.election));
  return verifier.invalid([{ core: ballot.core, district }]).length > 0
    ? 'ballot.proof'
    : undefined;
}
