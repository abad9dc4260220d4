/** Whole elections made in memory: the honest one passes, each broken one fails by its name. */

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { audit } from '../src/audit.js';
import { type Bytes, base64, concat, hex, u32, utf8 } from '../src/bytes.js';
import { sha256 } from '../src/hash.js';
import { CLOSES, OPENS } from './election/contests.js';
import { entry } from './election/log.js';
import { NO_OPTIONS, auditOf } from './election/maker.js';
import { signer } from './election/signers.js';
import type { Twists } from './election/twists.js';

const flip = (bytes: Bytes, at: number): Bytes =>
  bytes.map((byte, i) => (i === (at < 0 ? bytes.length + at : at) ? byte ^ 1 : byte));

test('an honest election passes and its counts are right', async () => {
  const { report, maker } = await auditOf({});
  assert.deepEqual(report.failures, []);
  assert.equal(report.ok, true);
  assert.equal(report.election, hex(maker.election));
  assert.deepEqual(report.districts, [
    { district: 3, ballots: 3, counts: [1, 2, 1, 1, 1] },
    { district: 9, ballots: 2, counts: [0, 1] },
  ]);
});

test('under last-counts the later ballot of a key replaces the earlier', async () => {
  const voter = signer('voter');
  const { report } = await auditOf({
    revote: 'last-counts',
    ballots: (honest, maker) => [
      ...honest,
      maker.vote(0, [0], { voter, seq: 1 }),
      maker.vote(0, [3], { voter, seq: 7 }),
    ],
  });
  assert.deepEqual(report.failures, []);
  assert.deepEqual(report.districts[0]?.counts, [1, 2, 1, 2, 1]);
});

const replaceFirst = (make: (honest: Bytes) => Bytes): Twists => ({
  ballots: ([first, ...rest]) => [make(first as Bytes), ...rest],
});

const add = (make: NonNullable<Twists['ballots']>): Twists => ({
  ballots: (honest, maker) => [...honest, ...make(honest, maker)],
});

/** Each twist with the one code that must be the first about it, or null for any place. */
const BROKEN: [string, Twists, string][] = [
  ['over the limit', add((_, m) => [m.vote(0, [], { v: [1, 1, 1, 1, 0, 0, 0] })]), 'ballot.proof'],
  [
    'a candidate and against-all',
    add((_, m) => [m.vote(0, [], { v: [1, 0, 0, 0, 1, 0, 0] })]),
    'ballot.proof',
  ],
  [
    'a non-bit with the right sum',
    add((_, m) => [m.vote(0, [], { v: [2, 1, 0, 0, 0, 0, 0] })]),
    'ballot.proof',
  ],
  [
    'k_0 missing from C',
    add((_, m) => [m.vote(0, [0], { cheat: { omitK0: true } })]),
    'ballot.proof',
  ],
  [
    'the forgery of whoever knows the trustees’ keys',
    add((_, m) => {
      const [one, two] = m.ceremony.shares;
      const secrets = (one ?? []).map((x, i) => 2n * x - (two?.[i] ?? 0n));
      return [m.vote(0, [0], { cheat: { omitK0: true, forge: { delta: 5n, secrets } } })];
    }),
    'ballot.proof',
  ],
  [
    'a proof copied under another key',
    add((honest, m) => {
      const voter = signer('copier');
      const core = (honest[0] as Bytes).slice(0, 76 + 32 * 17);
      core.set(voter.key, 37);
      return [m.seal(core, 0, voter)];
    }),
    'ballot.proof',
  ],
  ['another election', replaceFirst((b) => flip(b, 5)), 'ballot.election'],
  ['an unknown district', replaceFirst((b) => flip(b, 34)), 'ballot.district'],
  [
    'another district',
    replaceFirst((b) => concat(b.subarray(0, 33), u32(9), b.subarray(37))),
    'ballot.shape',
  ],
  ['seq under none', add((_, m) => [m.vote(0, [0], { seq: 1 })]), 'ballot.seq'],
  ['a bad signature', replaceFirst((b) => flip(b, -1)), 'ballot.signature'],
  [
    'a point that is no point',
    replaceFirst((b) => concat(b.subarray(0, 76), new Uint8Array(32).fill(255), b.subarray(108))),
    'ballot.malformed',
  ],
  ['a ballot cut off', replaceFirst((b) => b.subarray(0, -1)), 'ballot.malformed'],
  [
    'a token for another district',
    add((_, m) => {
      const voter = signer('voter');
      const core = m.vote(0, [0], { voter }).subarray(0, 76 + 32 * 17);
      return [m.seal(core, 1, voter)];
    }),
    'ballot.token',
  ],
  ['the same ballot twice', add((honest) => [honest[0] as Bytes]), 'ballot.duplicate'],
  [
    'two ballots of a key under none',
    add((_, m) => {
      const voter = signer('voter');
      return [m.vote(0, [0], { voter }), m.vote(0, [1], { voter })];
    }),
    'ballot.duplicate',
  ],
  [
    'seq going back',
    {
      revote: 'last-counts',
      ...add((_, m) => {
        const voter = signer('voter');
        return [m.vote(0, [0], { voter, seq: 2 }), m.vote(0, [1], { voter, seq: 2 })];
      }),
    },
    'ballot.seq',
  ],
  [
    'a ballot after closing',
    { entries: (e) => [...e.slice(0, -1), e[4] as Bytes, e.at(-1) as Bytes] },
    'ballot.outside',
  ],
  [
    'a ballot before the opening',
    { entries: (e) => [...e.slice(0, 3), e[4] as Bytes, ...e.slice(3)] },
    'ballot.outside',
  ],
  ['no result', { entries: (e) => e.slice(0, -1) }, 'log.incomplete'],
  ['an entry after the result', { entries: (e) => [...e, e[3] as Bytes] }, 'log.grammar'],
  [
    'an unknown entry',
    { entries: (e) => [...e.slice(0, -1), entry(11, utf8('x')), e.at(-1) as Bytes] },
    'log.entry',
  ],
  [
    'an altered entry',
    { files: (f) => tamper(f, 'log/tile/entries/', (b) => flip(b, -1)) },
    'log.root',
  ],
  ['a missing bundle', { files: (f) => remove(f, 'log/tile/entries/') }, 'log.root'],
  [
    'an altered hash tile',
    { files: (f) => tamper(f, 'log/tile/0/', (b) => flip(b, 3)) },
    'log.root',
  ],
  [
    'an unsigned checkpoint',
    { files: (f) => tamper(f, 'log/checkpoint', breakLogSignature) },
    'log.checkpoint',
  ],
  ['too few witnesses', { witnesses: 1 }, 'log.quorum'],
  ['seen before opening', { openingTime: OPENS - 1 }, 'opening.time'],
  [
    'an opening without checkpoint',
    { opening: (o) => (o['checkpoint'] = 'none') },
    'opening.invalid',
  ],
  ['closing seen too late', { closingTime: CLOSES + 600 + 3600 + 1 }, 'closing.time'],
  ['closing seen too early', { closingTime: CLOSES - 1 }, 'closing.time'],
  [
    'closing with wrong counts',
    {
      closing: (c) =>
        ((c['districts'] as { ballots: number }[])[0] as { ballots: number }).ballots++,
    },
    'closing.counts',
  ],
  [
    'closing without a registrar',
    { closing: (c) => (c['issuance'] as unknown[]).pop() },
    'closing.issuance',
  ],
  [
    'a decision about no district',
    { extraDecision: { decision: 'open-small-district', district: 4 } },
    'decision.invalid',
  ],
  ['pages without files', { extraDecision: { decision: 'pages', files: [] } }, 'decision.invalid'],
  [
    'pages with a path upwards',
    {
      extraDecision: {
        decision: 'pages',
        files: [{ length: 1, path: '../a', sha256: '00'.repeat(32) }],
      },
    },
    'decision.invalid',
  ],
  [
    'closing time moved on',
    { extraDecision: { decision: 'closing-time', closes: '2031-01-01T00:00:00Z' } },
    'closing.time',
  ],
  [
    'another set in a statement',
    { tallyStatement: (s, j) => j === 3 && (s['set'] = '00'.repeat(64)) },
    'statement.mismatch',
  ],
  ['shares before statements', { sharesFirst: true }, 'share.early'],
  ['a false share', { share: (p, j) => [j === 1 ? flip(p, -33) : p] }, 'share.proof'],
  ['a share twice', { share: (p, j, d) => (j === 1 && d === 3 ? [p, p] : [p]) }, 'share.second'],
  [
    'a share of nobody',
    { share: (p, j) => (j === 1 ? [p, concat(u32(7), p.subarray(4))] : [p]) },
    'share.unknown',
  ],
  ['too few shares', { share: (p, j) => (j === 1 ? [p] : []) }, 'share.missing'],
  ['a district below the minimum', { minimumBallots: 3 }, 'share.small-district'],
  [
    'impossible counts in the result',
    { result: (d) => ((d[0] as { counts: number[] }).counts[0] = 99) },
    'result.mismatch',
  ],
  [
    'more ballots than issuances',
    { issuances: (coms, r, d) => (r === 1 && d === 3 ? coms.slice(0, 2) : coms) },
    'issuance.counts',
  ],
  [
    'an issuance of one who is not listed',
    {
      issuances: (coms, r, d) =>
        r === 2 && d === 9 ? [...coms.slice(0, -1), new Uint8Array(32).fill(255)] : coms,
    },
    'issuance.unlisted',
  ],
  [
    'an unsorted batch',
    { issuances: (coms, r, d) => (r === 2 && d === 9 ? [...coms].reverse() : coms) },
    'issuance.malformed',
  ],
  [
    'an issuance log altered',
    { files: (f) => tamper(f, 'issuance/1/tile/entries/', (b) => flip(b, -1)) },
    'issuance.log',
  ],
  ['a changed district file', { files: (f) => tamperDistrict(f) }, 'manifest.district-hash'],
  [
    'candidates badly sorted',
    { districtFile: (d) => (d['candidates'] as unknown[]).reverse() },
    'manifest.order',
  ],
  [
    'an identity key',
    { manifest: (r) => ((r['joint_keys'] as string[])[1] = '00'.repeat(32)) },
    'manifest.identity-key',
  ],
  [
    'equal slot keys',
    {
      manifest: (r) =>
        ((r['joint_keys'] as string[])[1] = (r['joint_keys'] as string[])[0] as string),
    },
    'manifest.equal-slot-keys',
  ],
  ['one modulus for two districts', { manifest: reuseModulus }, 'manifest.modulus-reuse'],
  [
    'a witness key of small order',
    {
      manifest: (r) =>
        ((r['witnesses'] as { key: string }[])[2] = {
          ...(r['witnesses'] as { key: string }[])[2],
          key: `01${'00'.repeat(31)}`,
        }),
    },
    'manifest.invalid',
  ],
  ['an unknown member', { manifest: (r) => (r['x'] = 1) }, 'manifest.invalid'],
  [
    'another joint key',
    { manifest: (r) => ((r['joint_keys'] as string[])[0] = hexOfBase) },
    'ceremony.mismatch',
  ],
  ['another threshold', { manifest: (r) => (r['threshold'] = 3) }, 'ceremony.mismatch'],
  ['a cheating dealer', { ceremony: { cheatingDealer: 1 } }, 'ceremony.complaint'],
  ['a false complaint', { ceremony: { falseComplaint: true } }, 'ceremony.complaint'],
  ['no proof of possession', { ceremony: { wrongPossession: true } }, 'ceremony.possession'],
  [
    'another round 2 than committed',
    { ceremony: { wrongCommitment: true } },
    'ceremony.commitment',
  ],
  ['another transcript', { ceremony: { wrongTranscriptHash: true } }, 'ceremony.transcript-hash'],
];

const hexOfBase = 'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76';

function reuseModulus(root: Record<string, unknown>): void {
  const [registrar] = root['registrars'] as { token_keys: { modulus: string }[] }[];
  const [one, two] = registrar?.token_keys ?? [];
  if (one !== undefined && two !== undefined) two.modulus = one.modulus;
}

function tamper(files: Map<string, Bytes>, prefix: string, change: (bytes: Bytes) => Bytes): void {
  const names = [...files.keys()].filter((name) => name.startsWith(prefix));
  assert.ok(names.length > 0);
  for (const name of names) files.set(name, change(files.get(name) as Bytes));
}

function remove(files: Map<string, Bytes>, prefix: string): void {
  for (const name of [...files.keys()]) if (name.startsWith(prefix)) files.delete(name);
}

function tamperDistrict(files: Map<string, Bytes>): void {
  for (const [name, bytes] of files) {
    if (Buffer.from(bytes).includes('shailoo/v1/district')) {
      files.set(name, flip(bytes, 30));
      return;
    }
  }
}

function breakLogSignature(note: Bytes): Bytes {
  const lines = Buffer.from(note).toString().split('\n');
  const parts = (lines[4] ?? '').split(' ');
  const raw = new Uint8Array(Buffer.from(parts[2] ?? '', 'base64'));
  lines[4] = [parts[0], parts[1], base64(flip(raw, 40))].join(' ');
  return utf8(lines.join('\n'));
}

for (const [name, twists, code] of BROKEN) {
  test(`rejects ${name}: ${code}`, async () => {
    const { report, codes } = await auditOf(twists);
    assert.equal(report.ok, false);
    assert.ok(codes.includes(code), `found ${codes.join(', ') || 'no failure'}`);
  });
}

test('the false complaint and the cheating dealer are told apart', async () => {
  const cheater = await auditOf({ ceremony: { cheatingDealer: 3 } });
  assert.match(cheater.report.failures[0]?.found ?? '', /trustee 3 is at fault/);
  const liar = await auditOf({ ceremony: { falseComplaint: true } });
  assert.match(liar.report.failures[0]?.found ?? '', /trustee 2 is at fault/);
});

test('a forged ballot among many is named exactly', async () => {
  const { report } = await auditOf({
    ballots: (honest, maker) => {
      const many = Array.from({ length: 12 }, () => maker.vote(0, [0]));
      return [
        ...honest,
        ...many,
        maker.vote(0, [], { v: [3, 0, 0, 0, 0, 0, 0] }),
        maker.vote(1, [0]),
      ];
    },
  });
  const proofs = report.failures.filter((f) => f.code === 'ballot.proof').map((f) => f.entry);
  assert.deepEqual(proofs, [4 + 5 + 12]);
});

test('a flipped bit anywhere but in a checkpoint is noticed, and nothing throws', async () => {
  const { maker, source } = await auditOf({});
  const names = [...maker.files.keys()].filter((name) => !name.endsWith('checkpoint'));
  for (let round = 0; round < 30; round++) {
    const name = names[round % names.length] as string;
    const honest = maker.files.get(name) as Bytes;
    const at = randomInt(honest.length);
    const bit = randomInt(8);
    maker.files.set(
      name,
      honest.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte)),
    );
    const report = await audit(source, maker.trust, NO_OPTIONS);
    assert.equal(report.ok, false, `${name}, byte ${at}, bit ${bit}`);
    maker.files.set(name, honest);
  }
});

test('known trees, elections and ceremonies are compared', async () => {
  const { maker, source } = await auditOf({});
  const prefix = maker.entries.slice(0, 6);
  const file = (text: string) => [{ bytes: utf8(text), name: 'known' }];
  const codes = async (options: object): Promise<string[]> =>
    (await audit(source, maker.trust, { ...NO_OPTIONS, ...options })).failures.map((f) => f.code);
  const honest = maker.checkpoint(maker.box, prefix, OPENS + 50);
  const forked = maker.checkpoint(maker.box, [...prefix.slice(1), prefix[0] as Bytes], OPENS + 50);
  assert.deepEqual(await codes({ knownCheckpoints: file(honest) }), []);
  assert.deepEqual(await codes({ knownCheckpoints: file(forked) }), ['log.fork']);
  assert.deepEqual(await codes({ election: sha256(utf8('x')) }), ['manifest.invalid']);
  const { cid } = maker.ceremony;
  assert.deepEqual(await codes({ knownCeremonies: [{ cid, election: maker.election }] }), []);
  const other = sha256(utf8('other'));
  assert.deepEqual(await codes({ knownCeremonies: [{ cid, election: other }] }), [
    'ceremony.reused',
  ]);
});

test('statements signed by strangers, too few or in another order are refused', async () => {
  const { commissionFault, parseStatement } = await import('../src/statement.js');
  const { object, hexBytes } = await import('../src/json.js');
  const { maker } = await auditOf({});
  const body = { election: hex(maker.election) };
  const check = object({ election: hexBytes(32) });
  const fault = (by: ReturnType<typeof signer>[]): string | undefined =>
    commissionFault(
      parseStatement(maker.statement('opening', body, by), 'opening', check).note,
      maker.trust,
    );
  const [a, b] = maker.commission as [ReturnType<typeof signer>, ReturnType<typeof signer>];
  assert.equal(fault([a, b]), undefined);
  for (const by of [
    [a],
    [b, a],
    [a, a],
    [a, b, b],
    [a, b, signer('stranger')],
    [a, { ...b, secret: ed25519.utils.randomSecretKey() }],
  ]) {
    assert.notEqual(fault(by), undefined);
  }
});
