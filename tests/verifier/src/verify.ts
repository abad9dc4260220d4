/** `verify`: audits election directories and prints one JSON report each. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { type AuditOptions, InputError, type NamedFile, type Report, audit } from './audit.js';
import { type Bytes, FormatError, fromHex } from './bytes.js';
import { messageOf } from './failure.js';
import { type Trust, parseTrust } from './manifest.js';
import { SourceError, openSource } from './source.js';

const USAGE = `usage: verify --trust trust.json [--election hex] [--known-checkpoint FILE]…
              [--known-vote-cipher FILE]… [--known-ceremony cid:eid]… PLACE
       verify --trust trust.json --batch FILE

PLACE is a folder, an archive.tar or an http(s) URL of an election directory.
Each line of a batch FILE is a PLACE, or a JSON array of the arguments above.`;

class UsageError extends Error {}

interface Command {
  trust?: string;
  batch?: string;
  place?: string;
  options: AuditOptions;
}

const file = (path: string): NamedFile => ({
  bytes: new Uint8Array(readFileSync(path)),
  name: basename(path),
});

function knownCeremony(text: string): { cid: Bytes; election: Bytes } {
  const [cid, election, ...more] = text.split(':');
  if (cid === undefined || election === undefined || more.length > 0) {
    throw new UsageError('--known-ceremony needs cid:eid');
  }
  return { cid: fromHex(cid, 64), election: fromHex(election, 32) };
}

function parseCommand(args: string[]): Command {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      trust: { type: 'string' },
      batch: { type: 'string' },
      election: { type: 'string' },
      'known-checkpoint': { type: 'string', multiple: true },
      'known-vote-cipher': { type: 'string', multiple: true },
      'known-ceremony': { type: 'string', multiple: true },
    },
  });
  if (positionals.length > 1) throw new UsageError('more than one place');
  const [place] = positionals;
  return {
    ...(values.trust !== undefined && { trust: values.trust }),
    ...(values.batch !== undefined && { batch: values.batch }),
    ...(place !== undefined && { place }),
    options: {
      ...(values.election !== undefined && { election: fromHex(values.election, 32) }),
      knownCheckpoints: (values['known-checkpoint'] ?? []).map(file),
      knownVoteCiphers: (values['known-vote-cipher'] ?? []).map(file),
      knownCeremonies: (values['known-ceremony'] ?? []).map(knownCeremony),
    },
  };
}

function readTrust(path: string | undefined): Trust {
  if (path === undefined) throw new UsageError('--trust is missing');
  return parseTrust(new Uint8Array(readFileSync(path)));
}

async function auditPlace(command: Command, defaultTrust?: string): Promise<Report> {
  if (command.place === undefined) throw new UsageError('no place given');
  const trust = readTrust(command.trust ?? defaultTrust);
  return audit(await openSource(command.place), trust, command.options);
}

const batchLine = (line: string): string[] => {
  if (!line.startsWith('[')) return [line];
  const args: unknown = JSON.parse(line);
  if (!Array.isArray(args) || !args.every((arg) => typeof arg === 'string')) {
    throw new UsageError('a batch line that is not an array of strings');
  }
  return args;
};

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

/** One JSON line per line of the file; the worst exit status of all. */
async function runBatch(path: string, trust: string | undefined): Promise<number> {
  let status = 0;
  for (const line of readFileSync(path, 'utf8')
    .split('\n')
    .filter((l) => l.trim() !== '')) {
    try {
      const command = parseCommand(batchLine(line));
      const report = await auditPlace(command, trust);
      print({ place: command.place, ...report });
      status = Math.max(status, report.ok ? 0 : 1);
    } catch (error) {
      print({ place: line, error: messageOf(error) });
      status = 2;
    }
  }
  return status;
}

async function main(args: string[]): Promise<number> {
  const command = parseCommand(args);
  if (command.batch !== undefined) return runBatch(command.batch, command.trust);
  const report = await auditPlace(command);
  print(report);
  return report.ok ? 0 : 1;
}

const isOurs = (error: unknown): boolean =>
  [UsageError, InputError, FormatError, SourceError].some((kind) => error instanceof kind);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    `${messageOf(error)}\n${isOurs(error) ? '' : `${String((error as Error).stack)}\n`}${USAGE}\n`,
  );
  process.exitCode = 2;
}
