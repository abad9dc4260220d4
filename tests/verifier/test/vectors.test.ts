/** The vectors of the repository, and that the loader notices what differs. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hex, utf8 } from '../src/bytes.js';
import { H } from '../src/hash.js';
import { openDirectory } from '../src/directory.js';
import { Failures } from '../src/failure.js';
import { checkVectors } from '../src/vectors.js';
import { auditOf } from './election/maker.js';

test('the vectors of the repository are recomputed', async () => {
  const report = await checkVectors(join(import.meta.dirname, '../../../vectors'));
  assert.deepEqual(report.failures, []);
});

test('cases made from a whole election are accepted, and altered ones refused', async () => {
  const { maker, source } = await auditOf({});
  const { manifest } = await openDirectory(source, new Failures());
  const keys = manifest.jointKeys.map((key) => key.toHex());
  const files = [...maker.files.values()];
  const district = files.find((file) => Buffer.from(file).includes('shailoo/v1/district'));
  const root = files.find((file) => Buffer.from(file).includes('shailoo/v1/manifest'));
  const ballot = (maker.entries[4] ?? utf8('')).subarray(2);
  const cases: Record<string, object[]> = {
    hash: [{ parts: [hex(utf8('a')), '07000000'], h: hex(H('a', 7)) }],
    slots: [
      {
        candidates: 2,
        against_all: true,
        mandates: 3,
        min_marks: 0,
        real: [1, 1, 3],
        blank: [1, 2],
      },
    ],
    points: [{ encoding: '00'.repeat(32), valid: true }],
    json: [{ document: hex(utf8('{"a":1}')), valid: true }],
    manifest: [{ root: hex(root ?? utf8('')), election: hex(maker.election) }],
    ballot: [
      {
        ballot: hex(ballot),
        district_file: hex(district ?? utf8('')),
        joint_keys: keys,
        valid: true,
      },
    ],
  };
  const wrong: Record<string, object> = {
    hash: { h: '00' },
    slots: { blank: [3] },
    points: { valid: false },
    json: { valid: false },
    manifest: { election: '00' },
    ballot: { valid: false },
  };
  const folder = mkdtempSync(join(tmpdir(), 'verifier-'));
  try {
    const write = (all: Record<string, object[]>): void => {
      for (const [name, list] of Object.entries(all)) {
        writeFileSync(
          join(folder, `${name}.json`),
          JSON.stringify({ description: '', cases: list }),
        );
      }
    };
    write(cases);
    const good = await checkVectors(folder);
    assert.deepEqual(good, { ok: true, files: 6, cases: 6, failures: [] });
    const altered = Object.entries(cases).map(([name, [first]]) => [
      name,
      [{ ...first, ...wrong[name] }],
    ]);
    write(Object.fromEntries(altered) as Record<string, object[]>);
    assert.equal((await checkVectors(folder)).failures.length, 6);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
