/** Statements: signed notes of two lines (§2.1). */

import { type Bytes, FormatError, utf8 } from './bytes.js';
import { type Check, parseDocument } from './json.js';
import type { Trust } from './manifest.js';
import { type Note, type NoteKey, parseNote, signatureVerifies } from './note.js';

/** Parses a statement of this purpose; throws a FormatError. Signatures are judged separately. */
export function parseStatement<T>(
  payload: Bytes,
  purpose: string,
  check: Check<T>,
): { note: Note; body: T } {
  const note = parseNote(payload);
  const [title, json, end, ...more] = note.text.split('\n');
  if (
    title !== `shailoo.gov.kg/v1/${purpose}` ||
    json === undefined ||
    end !== '' ||
    more.length > 0
  ) {
    throw new FormatError(`not a statement of purpose ${purpose}`);
  }
  return { note, body: parseDocument(utf8(json), check) };
}

/** What is wrong with a commission statement's signatures, or undefined. */
export function commissionFault(note: Note, trust: Trust): string | undefined {
  let next = 0;
  for (const line of note.lines) {
    const rest = trust.commission.slice(next);
    const skip = rest.findIndex((key) => signatureVerifies(note, line, key));
    if (skip < 0) return `signature by ${line.name}: unknown, invalid, repeated or out of order`;
    next += skip + 1;
  }
  if (note.lines.length < trust.threshold) {
    return `${note.lines.length} signatures instead of ${trust.threshold}`;
  }
  return undefined;
}

/** Exactly one signature, valid, by this key. */
export function signedOnlyBy(note: Note, key: NoteKey): boolean {
  const [line, ...more] = note.lines;
  return line !== undefined && more.length === 0 && signatureVerifies(note, line, key);
}
