/** `vote-cipher`: checks one voter's file against the manifest of an election directory. */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { controlHash, parseBallot } from './ballot.js';
import { hex } from './bytes.js';
import { displayCode } from './control-code.js';
import { ENTRY, openDirectory } from './directory.js';
import { AuditEnds, type Failure, Failures, messageOf } from './failure.js';
import { object, hexBytes } from './json.js';
import { type Manifest, parseTrust } from './manifest.js';
import { parseVoteCipher, verifyVoteCipher } from './receipt.js';
import { openSource } from './source.js';
import { commissionFault, parseStatement } from './statement.js';
import { bundles } from './tiles.js';
import { equal } from './bytes.js';
import type { Source } from './source.js';
import type { Trust } from './manifest.js';

const USAGE = 'usage: vote-cipher --trust trust.json --directory PLACE FILE';

/** The commission's signatures under the manifest, from entries 0–3 of the log. */
async function manifestFault(
  source: Source,
  size: number,
  manifest: Manifest,
  trust: Trust,
): Promise<string | undefined> {
  const { value } = await bundles(source, 'log', size).next();
  const entries = ((value as Uint8Array[] | undefined) ?? []).slice(0, 4);
  const entry = entries.find((e) => e[0] === 1 && e[1] === ENTRY.signatures);
  if (entry === undefined) return 'no manifest signatures';
  try {
    const check = object({ election: hexBytes(32) });
    const { note, body } = parseStatement(entry.subarray(2), 'manifest', check);
    if (!equal(body.election, manifest.election)) return 'signatures under another election';
    return commissionFault(note, trust);
  } catch (error) {
    return messageOf(error);
  }
}

async function check(place: string, trust: Trust, path: string): Promise<Record<string, unknown>> {
  const failures = new Failures();
  const failed = (failure: Partial<Failure>): Record<string, unknown> => ({
    ok: false,
    ...failure,
  });
  const source = await openSource(place);
  let directory;
  try {
    directory = await openDirectory(source, failures);
  } catch (error) {
    if (!(error instanceof AuditEnds)) throw error;
  }
  const [first] = failures.list;
  if (first !== undefined || directory === undefined) return failed(first ?? {});
  const { manifest, checkpoint } = directory;
  const fault = await manifestFault(source, checkpoint.size, manifest, trust);
  if (fault !== undefined) return failed({ code: 'manifest.signature', found: fault });
  const bytes = new Uint8Array(readFileSync(path));
  const report = verifyVoteCipher(bytes, manifest);
  const election = hex(manifest.election);
  if (!report.ok) return { ...report, election };
  const { core } = parseBallot(parseVoteCipher(bytes).ballot);
  return {
    ok: true,
    election,
    district: core.district,
    index: report.index,
    size: report.size,
    control_code: displayCode(controlHash(core.bytes), manifest.root.kind),
  };
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { trust: { type: 'string' }, directory: { type: 'string' } },
  });
  const [path] = positionals;
  const { trust, directory } = values;
  if (
    trust === undefined ||
    directory === undefined ||
    path === undefined ||
    positionals.length > 1
  ) {
    throw new Error('arguments are missing');
  }
  const report = await check(directory, parseTrust(new Uint8Array(readFileSync(trust))), path);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  return report['ok'] === true ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n${USAGE}\n`);
  process.exitCode = 2;
}
