/** The ballot check: the opening of a core on a second device (§9). */

import { parseCore, controlHash, ProofVerifier } from './ballot.js';
import { type Bytes, FormatError, Reader, equal } from './bytes.js';
import { BASE, IDENTITY, type Point, decodeScalar, power } from './group.js';
import type { District } from './manifest.js';
import type { Generators } from './slots.js';

/** The first reason to refuse an opening, or undefined. `scanned` are all 256 bits of the QR code. */
export function checkOpening(
  bytes: Bytes,
  scanned: Bytes,
  election: Bytes,
  districts: Map<number, District>,
  jointKeys: Point[],
  generators: Generators,
): string | undefined {
  let core;
  let r;
  let marks;
  try {
    const reader = new Reader(bytes);
    if (reader.u8() !== 1) throw new FormatError('version');
    core = parseCore(reader.take(reader.u32()));
    r = decodeScalar(reader.take(32));
    marks = [...reader.take(reader.u16())];
    reader.end();
    if (marks.some((mark) => mark > 1)) throw new FormatError('a mark that is not a bit');
  } catch (error) {
    if (error instanceof FormatError) return 'check.malformed';
    throw error;
  }
  if (!equal(controlHash(core.bytes), scanned)) return 'check.code';
  const district = districts.get(core.district);
  if (district === undefined || !equal(core.election, election)) return 'check.proof';
  const { slots, file } = district;
  if (core.betas.length !== slots.real.length || core.blanks !== slots.blank.length) {
    return 'check.proof';
  }
  if (marks.length !== slots.real.length) return 'check.malformed';
  if (new ProofVerifier(jointKeys, generators).invalid([{ core, district }]).length > 0) {
    return 'check.proof';
  }
  const honest =
    core.alpha.equals(power(BASE, r)) &&
    core.betas.every((beta, i) => {
      const key = jointKeys[i] ?? IDENTITY;
      const mark = marks[i] === 1 ? BASE : IDENTITY;
      return beta.equals(mark.add(power(key, r)));
    });
  if (!honest) return 'check.encryption';
  const candidates = marks.slice(0, file.candidates.length).filter((mark) => mark === 1).length;
  const against = file.against_all && marks.at(-1) === 1;
  const permitted = against
    ? candidates === 0
    : candidates >= file.min_marks && candidates <= file.mandates;
  return permitted ? undefined : 'check.vote';
}
