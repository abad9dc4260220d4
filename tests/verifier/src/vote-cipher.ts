/** `vote-cipher`: checks one voter's file against the manifest of an election directory. */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { controlHash, parseBallot } from './ballot.js';
import { equal, hex } from './bytes.js';
import { displayCode } from './control-code.js';
import { type Directory, openDirectory } from './directory.js';
import { AuditEnds, type Failure, Failures, messageOf } from './failure.js';
import { type Trust, parseTrust } from './manifest.js';
import { checkElection } from './official.js';
import { parseVoteCipher, verifyVoteCipher } from './receipt.js';
import { openSource } from './source.js';
import { commissionFault, parseStatement } from './statement.js';

const USAGE = 'usage: vote-cipher --trust trust.json --directory PLACE FILE';

/** What is wrong with the commission's signatures under the manifest, if anything. */
function manifestFault({ manifest, signatures }: Directory, trust: Trust): string | undefined {
  try {
    const { note, body } = parseStatement(signatures, 'manifest', checkElection);
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
  const { manifest } = directory;
  const fault = manifestFault(directory, trust);
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
