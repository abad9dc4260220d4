/** C2SP signed-note, tlog-checkpoint and tlog-cosignature, as used by §2, §2.1 and §7. */

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
import { verify } from './ed25519.js';
import { sha256 } from './hash.js';

export interface NoteKey {
  name: string;
  key: Bytes;
}

export interface SignatureLine {
  name: string;
  keyId: Bytes;
  signature: Bytes;
}

export interface Note {
  /** With its final newline. */
  text: string;
  lines: SignatureLine[];
}

const MAX_NOTE = 60_000;
const MAX_LINES = 100;
const ED25519 = 0x01;
const COSIGNATURE = 0x04;

const keyId = (key: NoteKey, type: number): Bytes =>
  sha256(concat(utf8(`${key.name}\n`), Uint8Array.of(type), key.key)).subarray(0, 4);

export function parseNote(bytes: Bytes): Note {
  if (bytes.length > MAX_NOTE) throw new FormatError('a note of more than 60,000 bytes');
  const whole = decodeUtf8(bytes);
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) throw new FormatError('a control character');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0 || !whole.endsWith('\n')) throw new FormatError('not a signed note');
  const text = whole.slice(0, split + 1);
  const block = whole.slice(split + 2);
  if (block === '') throw new FormatError('a note without signatures');
  const lines = block.slice(0, -1).split('\n');
  if (lines.length > MAX_LINES) throw new FormatError(`${lines.length} signature lines`);
  return { text, lines: lines.map(parseSignatureLine) };
}

function parseSignatureLine(line: string): SignatureLine {
  const match = /^— ([^ ]+) ([^ ]+)$/u.exec(line);
  const name = match?.[1];
  const encoded = match?.[2];
  if (name === undefined || encoded === undefined || /[\p{White_Space}+]/u.test(name)) {
    throw new FormatError('a malformed signature line');
  }
  const bytes = fromBase64(encoded);
  if (bytes.length < 5) throw new FormatError('a signature line that is too short');
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

export const formatSignatureLine = (line: SignatureLine): string =>
  `— ${line.name} ${base64(concat(line.keyId, line.signature))}\n`;

const isBy = (line: SignatureLine, key: NoteKey, type: number): boolean =>
  line.name === key.name && equal(line.keyId, keyId(key, type));

/** Is this line named for this Ed25519 note key? Says nothing about its validity. */
export const isNamedFor = (line: SignatureLine, key: NoteKey): boolean => isBy(line, key, ED25519);

/** Is this line named for this witness's cosignature key? */
export const isCosignatureNamedFor = (line: SignatureLine, key: NoteKey): boolean =>
  isBy(line, key, COSIGNATURE);

export const signatureVerifies = (note: Note, line: SignatureLine, key: NoteKey): boolean =>
  isNamedFor(line, key) && verify(key.key, utf8(note.text), line.signature);

/** The time of a valid cosignature in seconds since 1970, or undefined. */
export function cosignatureTime(note: Note, line: SignatureLine, key: NoteKey): bigint | undefined {
  if (!isCosignatureNamedFor(line, key) || line.signature.length !== 72) return undefined;
  const time = Buffer.from(line.signature).readBigUInt64BE(0);
  if (time > 2n ** 63n - 1n) return undefined;
  const message = utf8(`cosignature/v1\ntime ${time}\n${note.text}`);
  return verify(key.key, message, line.signature.subarray(8)) ? time : undefined;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Bytes;
  note: Note;
}

/** Parses origin, size and root; no extension lines (§7). */
export function parseCheckpoint(bytes: Bytes): Checkpoint {
  const note = parseNote(bytes);
  const lines = note.text.split('\n');
  const [origin, size, root] = lines;
  if (lines.length !== 4 || !origin || size === undefined || root === undefined) {
    throw new FormatError('a checkpoint has exactly three lines');
  }
  if (!/^(?:0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) {
    throw new FormatError('not a tree size');
  }
  const hash = fromBase64(root);
  if (hash.length !== 32) throw new FormatError('not a root hash');
  return { origin, size: Number(size), root: hash, note };
}

/** Signed by the log key, under the log's own origin (§7: *valid*). */
export function checkpointIsValid(checkpoint: Checkpoint, log: NoteKey): boolean {
  const own = checkpoint.note.lines.filter((line) => isNamedFor(line, log));
  return (
    checkpoint.origin === log.name &&
    own.length > 0 &&
    own.every((line) => signatureVerifies(checkpoint.note, line, log))
  );
}

/** For each witness with valid cosignatures, by name, the times of these. */
export function witnessTimes(checkpoint: Checkpoint, witnesses: NoteKey[]): bigint[][] {
  return witnesses
    .map((witness) =>
      checkpoint.note.lines
        .map((line) => cosignatureTime(checkpoint.note, line, witness))
        .filter((time) => time !== undefined),
    )
    .filter((times) => times.length > 0);
}
