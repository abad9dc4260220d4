/** Vote ciphers, control codes, ballot checks and archives. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { controlHash, parseBallot } from '../src/ballot.js';
import { type Bytes, base64, concat, hex, u16, u256, u32, utf8 } from '../src/bytes.js';
import { checkOpening } from '../src/check.js';
import { codeMatches, decodeCode, displayCode, qrContent } from '../src/control-code.js';
import { openDirectory } from '../src/directory.js';
import { Failures } from '../src/failure.js';
import { sha256 } from '../src/hash.js';
import { jcs } from '../src/json.js';
import { leafHash, nodeHash } from '../src/merkle.js';
import { verifyVoteCipher } from '../src/receipt.js';
import { Generators } from '../src/slots.js';
import { archive } from '../src/source.js';
import { CLOSES } from './election/contests.js';
import { Maker, auditOf } from './election/maker.js';
import { signer } from './election/signers.js';
import { encodeVote, proveCore, randomScalar } from './prover.js';

/** RFC 6962 PATH(m, D[n]). */
function path(leaves: Bytes[], m: number): { proof: Bytes[]; root: Bytes } {
  const [only] = leaves;
  if (only !== undefined && leaves.length === 1) return { proof: [], root: leafHash(only) };
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  const left = path(leaves.slice(0, k), Math.min(m, k - 1));
  const right = path(leaves.slice(k), Math.max(m - k, 0));
  const proof = m < k ? [...left.proof, right.root] : [...right.proof, left.root];
  return { proof, root: nodeHash(left.root, right.root) };
}

function voteCipher(maker: Maker, index: number, witnesses = 3): string {
  const { proof } = path(maker.entries, index);
  const ballot = (maker.entries[index] ?? utf8('')).subarray(2);
  const checkpoint = maker.checkpoint(maker.box, maker.entries, CLOSES, witnesses);
  return (
    `c2sp.org/tlog-proof@v1\nextra ${base64(ballot)}\nindex ${index}\n` +
    `${proof.map((hash) => `${base64(hash)}\n`).join('')}\n${checkpoint}`
  );
}

test('a vote cipher is accepted, and refused with any byte flipped', async () => {
  const { maker, source } = await auditOf({});
  const { manifest } = await openDirectory(source, new Failures());
  const good = utf8(voteCipher(maker, 5));
  assert.equal(verifyVoteCipher(good, manifest).ok, true);
  const step = 7; // every seventh byte, and the ends
  for (let at = 0; at < good.length; at += at + step < good.length ? step : 1) {
    const bad = Uint8Array.from(good);
    bad[at] = (bad[at] ?? 0) ^ 1;
    assert.equal(verifyVoteCipher(bad, manifest).ok, false, `byte ${at}`);
  }
  const code = (text: string): string => {
    const report = verifyVoteCipher(utf8(text), manifest);
    return report.ok ? 'ok' : report.code;
  };
  const text = voteCipher(maker, 5);
  assert.equal(code(voteCipher(maker, 5, 1)), 'receipt.quorum');
  assert.equal(code(`${text}\n`), 'receipt.malformed');
  assert.equal(code(text.replace('index 5', 'index 05')), 'receipt.malformed');
  assert.equal(code(text.replace('index 5', 'index 6')), 'receipt.inclusion');
  const lines = text.split('\n');
  const last = lines.at(-2) ?? '';
  assert.equal(code(`${text}${last}\n`), 'receipt.malformed');
  const stranger = { ...signer(maker.box.name) };
  const other = maker.checkpoint(stranger, maker.entries, CLOSES);
  const [head, note, signatures] = text.split('\n\n') as [string, string, string];
  assert.equal(code(`${head}\n\n${other}`), 'receipt.checkpoint');

  // The ballot is judged first, then who signed, then how.
  const [log, one, two, three] = signatures.split('\n') as [string, string, string, string];
  const signed = (...by: string[]): string => `${head}\n\n${note}\n\n${by.join('\n')}\n`;
  assert.equal(code(signed(log, one, three)), 'ok');
  assert.equal(code(signed(one, two, three)), 'receipt.checkpoint');
  assert.equal(code(signed(one, log, two)), 'receipt.malformed');
  assert.equal(code(signed(log, two, one)), 'receipt.malformed');
  const otherBallot = base64(utf8('no ballot'));
  const unsigned = signed(one, two).replace(/extra .*/, `extra ${otherBallot}`);
  assert.equal(code(unsigned), 'receipt.ballot');
  assert.equal(code(unsigned.replace('index 5', 'index 05')), 'receipt.malformed');

  // An index is a u64; none of these is in the tree.
  for (const index of [2n ** 53n, 2n ** 53n + 5n, 2n ** 64n - 1n]) {
    assert.equal(code(text.replace('index 5', `index ${index}`)), 'receipt.inclusion');
  }
  assert.equal(code(text.replace('index 5', `index ${2n ** 64n}`)), 'receipt.malformed');
});

test('control codes round-trip and follow the core', () => {
  const f = sha256(utf8('core'));
  const shown = displayCode(f, 'demo');
  assert.match(shown, /^DEMO1( [0-9A-Z]{4}){6} [0-9A-Z]{2}$/);
  for (const text of [
    shown,
    shown.toLowerCase(),
    shown.replaceAll(' ', '-'),
    qrContent(f, 'demo'),
  ]) {
    assert.ok(codeMatches(decodeCode(text, 'demo'), f));
    assert.ok(!codeMatches(decodeCode(text, 'demo'), sha256(f)));
    assert.throws(() => decodeCode(text, 'real'));
  }
  assert.throws(() => decodeCode(shown.replace(/^DEMO1/, 'demo1'), 'demo'));
  assert.throws(() =>
    decodeCode(
      shown.replace(/.$/, (c) => (c === 'Q' ? 'P' : 'Q')),
      'demo',
    ),
  );
});

test('a ballot check accepts the truth and names every lie', async () => {
  const { maker, source } = await auditOf({});
  const { manifest } = await openDirectory(source, new Failures());
  const r = randomScalar();
  const place = maker.place(0, signer('voter').key);
  const core = proveCore(place, encodeVote(place.slots, 3, [0, 2]), { r });
  const opening = (body: Bytes, marks: number[], nonce = r): Bytes =>
    concat(
      Uint8Array.of(1),
      u32(body.length),
      body,
      u256(nonce),
      u16(marks.length),
      Uint8Array.from(marks),
    );
  const check = (bytes: Bytes, scanned = controlHash(core)): string | undefined =>
    checkOpening(
      bytes,
      scanned,
      manifest.election,
      manifest.districtById,
      manifest.jointKeys,
      new Generators(manifest.election),
    );
  const truth = [1, 0, 1, 0, 0];
  assert.equal(check(opening(core, truth)), undefined);
  assert.equal(check(opening(core, [1, 1, 0, 0, 0])), 'check.encryption');
  assert.equal(check(opening(core, truth, r + 1n)), 'check.encryption');
  assert.equal(check(opening(core, truth), sha256(core)), 'check.code');
  assert.equal(check(opening(core, truth).subarray(1)), 'check.malformed');
  assert.equal(check(opening(core, [1, 0, 2, 0, 0])), 'check.malformed');
  const altered = Uint8Array.from(core);
  altered[69] = 1; // seq
  assert.equal(check(opening(altered, truth), controlHash(altered)), 'check.proof');
});

/** ustar as §13 lays it down, written by an independent program. */
function tarOf(files: Map<string, Bytes>, ...options: string[]): Bytes {
  const folder = mkdtempSync(join(tmpdir(), 'verifier-'));
  try {
    for (const [name, bytes] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const names = [...files.keys()].sort().join('\n');
    const fixed = [
      '--format=ustar',
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--mtime=@0',
      '--mode=644',
    ];
    return new Uint8Array(
      execFileSync('tar', [...fixed, ...options, '-c', '-C', folder, '-T', '-'], {
        input: names,
        maxBuffer: 1 << 28,
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('an archive reads like the folder, and other archives are refused', async () => {
  const { maker } = await auditOf({});
  const source = archive(tarOf(maker.files));
  for (const [name, bytes] of maker.files) {
    assert.deepEqual(Buffer.from((await source.get(name, 1 << 24)) ?? []), Buffer.from(bytes));
  }
  assert.equal(await source.get('nothing', 100), undefined);
  assert.throws(() => archive(tarOf(maker.files, '--mode=755')));
  assert.throws(() => archive(tarOf(maker.files, '--mtime=@5')));
  const tar = tarOf(maker.files);
  assert.throws(() => archive(tar.subarray(0, 700)));
  const last = tar.findLastIndex((byte) => byte !== 0);
  const end = Math.ceil((last + 1) / 512) * 512 + 1024;
  assert.doesNotThrow(() => archive(tar.subarray(0, end)));
  assert.throws(() => archive(tar.subarray(0, end - 1)));
  const bad = Uint8Array.from(tar);
  bad[0] = (bad[0] ?? 0) ^ 1;
  assert.throws(() => archive(bad));
});

test('the command line: exit status and output of single runs and batches', async () => {
  const { maker } = await auditOf({});
  const folder = mkdtempSync(join(tmpdir(), 'verifier-'));
  try {
    const trust = join(folder, 'trust.json');
    const commission = maker.commission.map(({ name, key }) => ({ name, key: hex(key) }));
    writeFileSync(trust, jcs({ commission, format: 'shailoo/v1/trust', threshold: 2 }));
    const tar = join(folder, 'election.tar');
    writeFileSync(tar, tarOf(maker.files));
    const broken = join(folder, 'broken.tar');
    maker.files.delete('log/checkpoint');
    writeFileSync(broken, tarOf(maker.files));
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(import.meta.dirname, '../src/verify.js'), ...args], {
        encoding: 'utf8',
      });
    const good = run('--trust', trust, '--election', hex(maker.election), tar);
    assert.equal(good.status, 0, good.stderr);
    assert.equal((JSON.parse(good.stdout) as { ok: boolean }).ok, true);
    const bad = run('--trust', trust, broken);
    assert.equal(bad.status, 1);
    assert.match(bad.stdout, /"code":"log.checkpoint"/);
    assert.equal(run('--trust', trust).status, 2);
    assert.equal(run('--trust', trust, join(folder, 'nothing')).status, 2);
    const list = join(folder, 'list');
    writeFileSync(list, `${tar}\n${JSON.stringify(['--election', '00'.repeat(32), tar])}\n`);
    const batch = run('--trust', trust, '--batch', list);
    assert.equal(batch.status, 1);
    const lines = batch.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { ok: boolean }).ok);
    assert.deepEqual(lines, [true, false]);
    const cipher = join(folder, 'vote.shailoo');
    writeFileSync(cipher, voteCipher(maker, 5));
    const checked = spawnSync(
      process.execPath,
      [
        join(import.meta.dirname, '../src/vote-cipher.js'),
        '--trust',
        trust,
        '--directory',
        tar,
        cipher,
      ],
      { encoding: 'utf8' },
    );
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
    assert.ok(parseBallot((maker.entries[5] ?? utf8('')).subarray(2)).core.seq === 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
