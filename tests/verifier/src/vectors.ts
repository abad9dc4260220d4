/**
 * Recomputes the test vectors of §16. A case is an object of named values; each file has one
 * function that compares what it computes from some members with the others. Bytes are hex.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ProofVerifier,
  challenges,
  controlHash,
  parseBallot,
  parseCore,
  tokenMessage,
} from './ballot.js';
import { type Bytes, FormatError, equal, fromHex, hex, u256, utf8 } from './bytes.js';
import { publicShare, readCeremony } from './ceremony.js';
import { checkOpening } from './check.js';
import { type Kind, displayCode, qrContent } from './control-code.js';
import { verify } from './ed25519.js';
import { AuditEnds, Failures } from './failure.js';
import { decodePoint, decodeScalar } from './group.js';
import { H, HP, HS, sha256 } from './hash.js';
import { voterCommitment } from './issuance.js';
import { type Check, noteText, parseDocument, string } from './json.js';
import { type District, parseTrust, readDistrict, readRoot } from './manifest.js';
import { consistencyHolds, leafHash, merkleRoot, rootFromInclusion } from './merkle.js';
import { cosignatureTime, parseCheckpoint, signatureVerifies } from './note.js';
import { parseVoteCipher } from './receipt.js';
import { checkElection } from './official.js';
import { Generators, slots } from './slots.js';
import { commissionFault, parseStatement } from './statement.js';
import { tokenVerifies } from './token.js';
import { parseShare, shareHolds } from './tally.js';

/** Typed access to the members of a case. */
export class Case {
  constructor(private readonly members: Record<string, unknown>) {}

  has = (name: string): boolean => name in this.members;
  private member(name: string): unknown {
    if (!this.has(name)) throw new FormatError(`member ${name} is missing`);
    return this.members[name];
  }
  text(name: string): string {
    const value = this.member(name);
    if (typeof value !== 'string') throw new FormatError(`member ${name} is not a string`);
    return value;
  }
  bytes = (name: string): Bytes => fromHex(this.text(name));
  number(name: string): number {
    const value = this.member(name);
    if (typeof value !== 'number') throw new FormatError(`member ${name} is not a number`);
    return value;
  }
  flag = (name: string): boolean => this.member(name) === true;
  inner(name: string): Case {
    const value = this.member(name);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new FormatError(`member ${name} is not an object`);
    }
    return new Case({ ...value });
  }
  list(name: string): unknown[] {
    const value = this.member(name);
    if (!Array.isArray(value)) throw new FormatError(`member ${name} is not an array`);
    return value;
  }
  bytesList = (name: string): Bytes[] => this.list(name).map((item) => fromHex(String(item)));
}

/** Throws a Mismatch where the case says something else than was computed. */
export class Mismatch extends Error {}

function same(name: string, computed: unknown, given: unknown): void {
  const [a, b] = [JSON.stringify(computed), JSON.stringify(given)];
  if (a !== b) throw new Mismatch(`${name}: computed ${a}, given ${b}`);
}

/** The one reason that the case names, or none. */
function sameCodes(c: Case, failures: Failures): void {
  const computed = failures.list.map((failure) => failure.code);
  same('code', computed, c.has('code') ? [c.text('code')] : []);
}

/** Does this succeed without a FormatError? */
function accepts(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

/** Any document of the protocol's types: only members named `checkpoint` have line feeds (§2). */
const anyDocument: Check<unknown> = (value) => {
  if (typeof value === 'string') return string(value);
  if (Array.isArray(value)) return value.map(anyDocument);
  if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      string(key);
      if (key === 'checkpoint') noteText(member);
      else anyDocument(member);
    }
  }
  return value;
};

/** The district whose file the case carries. */
function districtOf(c: Case): District {
  const bytes = c.bytes('district_file');
  const failures = new Failures();
  const { id } = JSON.parse(Buffer.from(bytes).toString()) as { id: number };
  const district = readDistrict(bytes, id, 'lot', failures);
  if (district === undefined) throw new FormatError('an invalid district file');
  return district;
}

type Checker = (c: Case) => void | Promise<void>;

export const CHECKERS: Record<string, Checker> = {
  hash(c) {
    const parts = c.bytesList('parts');
    same('h', hex(H(...parts)), c.text('h'));
    if (c.has('scalar')) same('scalar', hex(u256(HS(...parts))), c.text('scalar'));
    if (c.has('point')) same('point', HP(...parts).toHex(), c.text('point'));
  },
  ed25519(c) {
    same(
      'valid',
      verify(c.bytes('key'), c.bytes('message'), c.bytes('signature')),
      c.flag('valid'),
    );
  },
  points(c) {
    const bytes = c.bytes('encoding');
    const isScalar = c.has('kind') && c.text('kind') === 'scalar';
    same(
      'valid',
      accepts(() => (isScalar ? decodeScalar(bytes) : decodePoint(bytes))),
      c.flag('valid'),
    );
  },
  json(c) {
    same(
      'valid',
      accepts(() => parseDocument(c.bytes('document'), anyDocument)),
      c.flag('valid'),
    );
  },
  generators(c) {
    const generators = new Generators(c.bytes('election'));
    const family = c.text('family') === 'h' ? generators.h : generators.k;
    same('point', family(c.number('index')).toHex(), c.text('point'));
  },
  slots(c) {
    const { real, blank } = slots({
      candidates: c.number('candidates'),
      againstAll: c.flag('against_all'),
      mandates: c.number('mandates'),
      minMarks: c.number('min_marks'),
    });
    same('real', real, c.list('real'));
    same('blank', blank, c.list('blank'));
  },
  manifest(c) {
    const failures = new Failures();
    try {
      const { election, root } = readRoot(c.bytes('root'), failures);
      same('election', hex(election), c.text('election'));
      for (const [i, bytes] of (c.has('district_files')
        ? c.bytesList('district_files')
        : []
      ).entries()) {
        const named = root.districts[i];
        if (named === undefined || !equal(sha256(bytes), named.sha256)) {
          failures.add('manifest.district-hash', 1, 'the named district file', 'another');
        } else readDistrict(bytes, named.id, root.order, failures);
      }
      if (c.has('trust')) {
        const { note, body } = parseStatement(c.bytes('signatures'), 'manifest', checkElection);
        const fault = equal(body.election, election)
          ? commissionFault(note, parseTrust(c.bytes('trust')))
          : 'another election';
        if (fault !== undefined) failures.add('manifest.signature', 2, 'signed', fault);
      }
    } catch (error) {
      if (!(error instanceof AuditEnds)) throw error;
    }
    sameCodes(c, failures);
  },
  async ceremony(c) {
    const failures = new Failures();
    const known = c.has('known') ? [c.inner('known')] : [];
    const seen = known.map((k) => ({ cid: k.bytes('cid'), election: k.bytes('election') }));
    const manifest = readRoot(c.bytes('root'), failures);
    const result = await readCeremony(c.bytes('transcript'), manifest, seen, failures);
    sameCodes(c, failures);
    if (c.has('cheater')) {
      const blamed = failures.list[0]?.found.includes(`trustee ${c.number('cheater')} is at fault`);
      same('cheater', blamed, true);
    }
    if (result === undefined || c.has('code')) return;
    same('cid', hex(result.cid), c.text('cid'));
    same(
      'joint_keys',
      result.jointKeys.map((k) => k.toHex()),
      c.list('joint_keys'),
    );
    for (const [i, row] of (c.list('public_shares') as string[][]).entries()) {
      same(
        'public_shares',
        row.map((_, slot) => publicShare(result, i + 1, slot + 1).toHex()),
        row,
      );
    }
  },
  ballot(c) {
    const core = c.has('ballot') ? parseBallot(c.bytes('ballot')).core : parseCore(c.bytes('core'));
    const { y, c: challenge } = challenges(core);
    if (c.has('y')) same('y', hex(u256(y)), c.text('y'));
    if (c.has('c')) same('c', hex(u256(challenge)), c.text('c'));
    const keys = c.bytesList('joint_keys').map(decodePoint);
    const verifier = new ProofVerifier(keys, new Generators(core.election));
    same(
      'valid',
      verifier.invalid([{ core, district: districtOf(c) }]).length === 0,
      c.flag('valid'),
    );
  },
  token(c) {
    const message = tokenMessage(c.bytes('election'), c.number('district'), c.bytes('key'));
    if (c.has('message')) same('message', hex(message), c.text('message'));
    const valid = tokenVerifies(
      c.bytes('modulus'),
      c.bytes('prefix'),
      message,
      c.bytes('signature'),
    );
    same('valid', valid, c.flag('valid'));
  },
  'control-code'(c) {
    const f = controlHash(c.bytes('core'));
    const kind = c.text('kind') as Kind;
    same('f', hex(f), c.text('f'));
    same('code', displayCode(f, kind), c.text('code'));
    same('qr', qrContent(f, kind), c.text('qr'));
  },
  check(c) {
    const district = districtOf(c);
    const code = checkOpening(
      c.bytes('opening'),
      c.bytes('scanned'),
      c.bytes('election'),
      new Map([[district.id, district]]),
      c.bytesList('joint_keys').map(decodePoint),
      new Generators(c.bytes('election')),
    );
    same('code', code ?? 'ok', c.has('code') ? c.text('code') : 'ok');
  },
  log(c) {
    if (c.has('leaves')) same('root', hex(merkleRoot(c.bytesList('leaves'))), c.text('root'));
    if (c.has('inclusion')) {
      const leaf = leafHash(c.bytes('leaf'));
      const root = rootFromInclusion(
        leaf,
        c.number('index'),
        c.number('size'),
        c.bytesList('inclusion'),
      );
      same('root', root && hex(root), c.text('root'));
    }
    if (c.has('consistency')) {
      const holds = consistencyHolds(
        c.number('old_size'),
        c.bytes('old_root'),
        c.number('size'),
        c.bytes('root'),
        c.bytesList('consistency'),
      );
      same('valid', holds, c.flag('valid'));
    }
    if (c.has('checkpoint')) {
      const { note } = parseCheckpoint(utf8(c.text('checkpoint')));
      const key = { name: c.text('name'), key: c.bytes('key') };
      const valid = note.lines.some((line) =>
        c.flag('cosignature')
          ? cosignatureTime(note, line, key) !== undefined
          : signatureVerifies(note, line, key),
      );
      same('valid', valid, c.flag('valid'));
    }
  },
  'vote-cipher'(c) {
    same(
      'valid',
      accepts(() => parseVoteCipher(utf8(c.text('file')))),
      c.flag('valid'),
    );
  },
  issuance(c) {
    const [election, salt, number] = [c.bytes('election'), c.bytes('salt'), c.bytes('number')];
    const com = voterCommitment(
      election,
      c.number('district'),
      c.number('registrar'),
      salt,
      number,
    );
    same('com', hex(com), c.text('com'));
  },
  tally(c) {
    const place = { election: c.bytes('election'), size: c.number('size'), root: c.bytes('root') };
    const publicShares = c.bytesList('public_shares').map(decodePoint);
    const share = parseShare(c.bytes('share'));
    same(
      'valid',
      shareHolds(share, place, decodePoint(c.bytes('a')), publicShares),
      c.flag('valid'),
    );
  },
};

export interface VectorReport {
  ok: boolean;
  files: number;
  cases: number;
  failures: { file: string; case: number; found: string }[];
}

/** Checks every file that is present. */
export async function checkVectors(folder: string): Promise<VectorReport> {
  const report: VectorReport = { ok: true, files: 0, cases: 0, failures: [] };
  for (const [name, checker] of Object.entries(CHECKERS)) {
    const path = join(folder, `${name}.json`);
    if (!existsSync(path)) continue;
    report.files++;
    const { cases } = JSON.parse(readFileSync(path, 'utf8')) as {
      cases: Record<string, unknown>[];
    };
    for (const [i, members] of cases.entries()) {
      report.cases++;
      try {
        await checker(new Case(members));
      } catch (error) {
        report.failures.push({ file: name, case: i, found: String(error) });
      }
    }
  }
  report.ok = report.failures.length === 0;
  return report;
}
