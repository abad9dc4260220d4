/** Trust file, root manifest and district files (§2.2, §3). */

import { type Bytes, FormatError, fromHex, hex } from './bytes.js';
import { isValidKey } from './ed25519.js';
import type { Failures } from './failure.js';
import { type Point, IDENTITY, decodePoint } from './group.js';
import { electionId } from './hash.js';
import {
  type Check,
  U32,
  array,
  boolean,
  day,
  hexBytes,
  instant,
  integer,
  keyName,
  literal,
  object,
  optional,
  parseDocument,
  string,
} from './json.js';
import type { NoteKey } from './note.js';
import { type Slots, slots } from './slots.js';

const hex32 = hexBytes(32);
const threeLanguages = object({ en: string, ky: string, ru: string });

export interface Trust {
  commission: NoteKey[];
  threshold: number;
}

export function parseTrust(bytes: Bytes): Trust {
  const trust = parseDocument(
    bytes,
    object({
      commission: array(object({ key: hex32, name: keyName }), 1, 16),
      format: literal('shailoo/v1/trust'),
      threshold: integer(1, 16),
    }),
  );
  const { commission, threshold } = trust;
  if (threshold > commission.length) throw new FormatError('threshold above the number of keys');
  if (
    !allDistinct(commission.map((c) => c.name)) ||
    !allDistinct(commission.map((c) => hex(c.key)))
  ) {
    throw new FormatError('commission keys and names must be distinct');
  }
  if (!commission.every((c) => isValidKey(c.key))) throw new FormatError('an invalid Ed25519 key');
  return { commission, threshold };
}

const allDistinct = (values: string[]): boolean => new Set(values).size === values.length;

/** Hex of an odd modulus of exactly 2048, 3072 or 4096 bits. */
const modulus: Check<Bytes> = (value) => {
  if (typeof value !== 'string') throw new FormatError('expected hexadecimal');
  const bytes = fromHex(value);
  if (![256, 384, 512].includes(bytes.length)) throw new FormatError('a modulus of another size');
  if (((bytes[0] ?? 0) & 0x80) === 0) throw new FormatError('a modulus without its top bit');
  if (((bytes.at(-1) ?? 0) & 1) === 0) throw new FormatError('an even modulus');
  return bytes;
};

const checkRoot = object({
  ballot_box: object({ key: hex32 }),
  ceremony: object({ length: integer(0), sha256: hex32 }),
  closes: instant,
  day,
  districts: array(object({ id: U32, sha256: hex32 }), 1, 300),
  format: literal('shailoo/v1/manifest'),
  grace_seconds: integer(0, 86_400),
  hotline: array(string, 1, 5),
  joint_keys: array(hex32, 1, 901),
  kind: literal('real', 'rehearsal', 'demo'),
  minimum_ballots: U32,
  opens: instant,
  order: literal('alphabetical', 'lot'),
  quorum: integer(1, 32),
  registrars: array(
    object({
      id: integer(1, 8),
      key: hex32,
      name: string,
      statement_key: hex32,
      token_keys: array(object({ district: U32, modulus }), 1, 300),
    }),
    1,
    8,
  ),
  revote: literal('none', 'last-counts'),
  slack_seconds: integer(0, 604_800),
  threshold: integer(2, 32),
  title: threeLanguages,
  trustees: array(object({ index: integer(1, 32), key: hex32, name: string }), 2, 32),
  witnesses: array(object({ key: hex32, name: keyName }), 1, 32),
});

export type Root = ReturnType<typeof checkRoot>;

const checkDistrict = object({
  against_all: boolean,
  candidates: array<Candidate>(checkCandidate, 1, 900),
  council: threeLanguages,
  format: literal('shailoo/v1/district'),
  id: U32,
  mandates: integer(1, 65_536),
  min_marks: integer(0, 65_536),
  name: threeLanguages,
  number: U32,
});

export type DistrictFile = ReturnType<typeof checkDistrict>;

export interface Candidate {
  /** (surname, given, patronymic or ""), or (name, "", "") of a list. */
  sortKey: string[];
  photo?: Bytes;
}

function checkCandidate(value: unknown): Candidate {
  if (typeof value === 'object' && value !== null && 'name' in value) {
    const list = object({ name: string, photo: optional(hex32) })(value);
    return candidate([list.name, '', ''], list.photo);
  }
  const person = object({
    given: string,
    patronymic: optional(string),
    photo: optional(hex32),
    surname: string,
  })(value);
  return candidate([person.surname, person.given, person.patronymic ?? ''], person.photo);
}

const candidate = (sortKey: string[], photo: Bytes | undefined): Candidate =>
  photo === undefined ? { sortKey } : { sortKey, photo };

export interface District {
  id: number;
  file: DistrictFile;
  slots: Slots;
}

export interface Manifest {
  election: Bytes;
  root: Root;
  jointKeys: Point[];
  districts: District[];
  districtById: Map<number, District>;
}

export const logName = (election: Bytes, log: string): string =>
  `shailoo.gov.kg/v1/${hex(election)}/${log}`;

export const boxKey = (manifest: Manifest): NoteKey => ({
  name: logName(manifest.election, 'ballot-box'),
  key: manifest.root.ballot_box.key,
});

export const registrarLogKey = (manifest: Manifest, id: number): NoteKey => {
  const registrar = manifest.root.registrars[id - 1];
  if (registrar === undefined) throw new RangeError(`no registrar ${id}`);
  return { name: logName(manifest.election, `registrar-${id}`), key: registrar.key };
};

/** Position of each letter in the Kyrgyz alphabet with the letters of Russian (§3.2). */
const ALPHABET = [...'абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя'];
const RANK = new Map(ALPHABET.map((letter, i) => [letter, 0x110000 + i]));

function ranks(text: string): number[] {
  return [...text].map((character) => {
    const [lower] = [...character.toLowerCase()];
    const letter = lower ?? character;
    return RANK.get(letter) ?? letter.codePointAt(0) ?? 0;
  });
}

function compareLists(a: number[], b: number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const codePoints = (text: string): number[] => [...text].map((c) => c.codePointAt(0) ?? 0);

export const compareNames = (a: string, b: string): number =>
  compareLists(ranks(a), ranks(b)) || compareLists(codePoints(a), codePoints(b));

export function compareSortKeys(a: string[], b: string[]): number {
  for (const [i, text] of a.entries()) {
    const difference = compareNames(text, b[i] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

const entry = 1;

/** Parses the root manifest and checks every rule of §3.1 that needs no district file. */
export function readRoot(
  bytes: Bytes,
  failures: Failures,
): Omit<Manifest, 'districts' | 'districtById'> {
  let root: Root;
  try {
    root = parseDocument(bytes, checkRoot);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    failures.end('manifest.invalid', entry, 'a root manifest', error.message);
  }
  const jointKeys = readJointKeys(root, failures);
  for (const fault of rootFaults(root))
    failures.add('manifest.invalid', entry, 'a valid manifest', fault);
  const moduli = root.registrars.flatMap((r) => r.token_keys.map((k) => hex(k.modulus)));
  if (!allDistinct(moduli)) {
    failures.add('manifest.modulus-reuse', entry, 'every modulus once', 'a modulus twice');
  }
  return { election: electionId(bytes), root, jointKeys };
}

function readJointKeys(root: Root, failures: Failures): Point[] {
  const keys = root.joint_keys.map((bytes, i) => {
    try {
      return decodePoint(bytes);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      failures.end('manifest.invalid', entry, `joint key ${i + 1} a group element`, error.message);
    }
  });
  keys.forEach((key, i) => {
    if (key.equals(IDENTITY)) {
      failures.add('manifest.identity-key', entry, 'keys other than the identity', `K_${i + 1}`);
    }
  });
  if (!allDistinct(root.joint_keys.map(hex))) {
    failures.add(
      'manifest.equal-slot-keys',
      entry,
      'pairwise distinct keys',
      'two equal joint keys',
    );
  }
  return keys;
}

function rootFaults(root: Root): string[] {
  const faults: string[] = [];
  const demand = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault);
  };
  const keys = [
    root.ballot_box.key,
    ...root.registrars.flatMap((r) => [r.key, r.statement_key]),
    ...root.trustees.map((t) => t.key),
    ...root.witnesses.map((w) => w.key),
  ];
  demand(keys.every(isValidKey), 'an Ed25519 key that §2 rejects');
  demand(allDistinct(keys.map(hex)), 'an Ed25519 key that occurs twice');
  demand(root.opens < root.closes, 'closes is not after opens');
  const ids = root.districts.map((d) => d.id);
  demand(
    ids.every((id, i) => i === 0 || id > (ids[i - 1] ?? 0)),
    'districts are not in ascending order',
  );
  demand(root.quorum <= root.witnesses.length, 'quorum above the number of witnesses');
  demand(allDistinct(root.witnesses.map((w) => w.name)), 'two witnesses of one name');
  demand(root.threshold <= root.trustees.length, 'threshold above the number of trustees');
  demand(
    root.trustees.every((t, i) => t.index === i + 1),
    'trustees are not numbered in order',
  );
  demand(
    root.registrars.every((r, i) => r.id === i + 1),
    'registrars are not numbered in order',
  );
  demand(
    root.registrars.every(
      (r) =>
        r.token_keys.length === ids.length && r.token_keys.every((k, i) => k.district === ids[i]),
    ),
    'token keys are not one for each district in order',
  );
  if (root.kind === 'real') {
    demand(root.registrars.length >= 2, 'kind real with fewer than two registrars');
    demand(root.witnesses.length >= 3, 'kind real with fewer than three witnesses');
    demand(2 * root.quorum > root.witnesses.length, 'kind real without a majority quorum');
  }
  return faults;
}

/** Parses a district file and checks §3.2; undefined if it cannot be used. */
export function readDistrict(
  bytes: Bytes,
  id: number,
  order: Root['order'],
  failures: Failures,
): District | undefined {
  let file: DistrictFile;
  try {
    file = parseDocument(bytes, checkDistrict);
    if (file.id !== id) throw new FormatError(`the file of district ${file.id}`);
    if (file.min_marks > Math.min(file.mandates, file.candidates.length)) {
      throw new FormatError('min_marks above mandates or number of candidates');
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    failures.add('manifest.invalid', entry, `the file of district ${id}`, error.message);
    return undefined;
  }
  const sorted = file.candidates.every((candidate, i) => {
    const before = file.candidates[i - 1];
    return before === undefined || compareSortKeys(before.sortKey, candidate.sortKey) <= 0;
  });
  if (order === 'alphabetical' && !sorted) {
    failures.add('manifest.order', entry, 'alphabetical order', `district ${id} in another order`);
  }
  const shape = slots({
    candidates: file.candidates.length,
    againstAll: file.against_all,
    mandates: file.mandates,
    minMarks: file.min_marks,
  });
  return { id, file, slots: shape };
}
