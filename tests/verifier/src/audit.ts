/** The whole audit of §14: the election log, the issuance logs, and what follows from them. */

import { type Bytes, FormatError, concat, equal, hex } from './bytes.js';
import { type KnownCeremony, readCeremony } from './ceremony.js';
import { ENTRY, blobReader, openDirectory } from './directory.js';
import { AuditEnds, type Failure, Failures } from './failure.js';
import { auditIssuance } from './issuance.js';
import { type Known, LogAudit } from './log-audit.js';
import { type Manifest, type Trust, boxKey } from './manifest.js';
import { leafHash } from './merkle.js';
import { type Checkpoint, checkpointIsValid, parseCheckpoint, witnessTimes } from './note.js';
import { pagesReport } from './pages.js';
import { parseVoteCipher, verifyVoteCipher } from './receipt.js';
import type { DistrictResult } from './result.js';
import type { Source } from './source.js';

export interface NamedFile {
  bytes: Bytes;
  name: string;
}

/** Something that the caller gave is not what it should be. */
export class InputError extends Error {}

export interface AuditOptions {
  /** Expected election id. */
  election?: Bytes;
  knownCeremonies: KnownCeremony[];
  /** Files of known checkpoints, which the log must have signed, and vote ciphers, which must verify (§7.2):
   * the log must contain them. */
  knownCheckpoints: NamedFile[];
  knownVoteCiphers: NamedFile[];
}

export interface Report {
  ok: boolean;
  election: string | null;
  failures: Failure[];
  districts: DistrictResult[];
  /** The files of the web pages that are in force. */
  pages: object | null;
}

/** What the log must contain, from checkpoints and vote ciphers that the caller was given. */
function readKnown(options: AuditOptions, manifest: Manifest, failures: Failures): Known {
  const known: Known = { trees: [], leaves: [] };
  const read = <T>({ bytes, name }: NamedFile, parse: (bytes: Bytes) => T): T => {
    try {
      return parse(bytes);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw new InputError(`${name}: ${error.message}`);
    }
  };
  const addTree = ({ size, root }: Checkpoint, name: string): void =>
    void known.trees.push({ size, root, name });
  for (const file of options.knownCheckpoints) {
    const checkpoint = read(file, parseCheckpoint);
    if (checkpointIsValid(checkpoint, boxKey(manifest))) addTree(checkpoint, file.name);
    else failures.add('log.checkpoint', null, `${file.name} by this log`, checkpoint.origin);
  }
  for (const file of options.knownVoteCiphers) {
    // One that proves nothing by itself accuses nobody (§13).
    const verified = verifyVoteCipher(file.bytes, manifest);
    if (!verified.ok) throw new InputError(`${file.name}: ${verified.code}: ${verified.found}`);
    const { ballot, index, checkpoint } = parseVoteCipher(file.bytes);
    addTree(checkpoint, file.name);
    const leaf = leafHash(concat(Uint8Array.of(1, ENTRY.ballot), ballot));
    known.leaves.push({ index, leaf, name: file.name });
  }
  return known;
}

async function auditAll(
  source: Source,
  trust: Trust,
  options: AuditOptions,
  failures: Failures,
  report: Report,
): Promise<void> {
  const directory = await openDirectory(source, failures);
  const { manifest, checkpoint } = directory;
  const { root, election } = manifest;
  report.election = hex(election);
  if (options.election !== undefined && !equal(options.election, election)) {
    failures.add('manifest.invalid', 1, `election ${hex(options.election)}`, hex(election));
  }
  if (!checkpointIsValid(checkpoint, boxKey(manifest))) {
    const wanted = `a checkpoint signed by ${boxKey(manifest).name}`;
    failures.add('log.checkpoint', null, wanted, checkpoint.origin);
  }
  const cosigned = witnessTimes(checkpoint, root.witnesses).length;
  if (cosigned < root.quorum) {
    failures.add('log.quorum', null, `${root.quorum} cosignatures`, String(cosigned));
  }
  const readBlob = blobReader(source, failures);
  const named = directory.ceremony;
  if (!equal(named.sha256, root.ceremony.sha256) || named.length !== root.ceremony.length) {
    const wanted = hex(root.ceremony.sha256);
    failures.add('ceremony.mismatch', 0, wanted, hex(named.sha256));
  }
  const transcript = await readBlob(named.sha256, named.length, { entry: 0 });
  const ceremony =
    transcript === undefined
      ? undefined
      : await readCeremony(transcript, manifest, options.knownCeremonies, failures);
  const known = readKnown(options, manifest, failures);
  const log = new LogAudit(directory, trust, ceremony, readBlob, failures, known);
  await log.run(source);
  report.districts = log.districtReports();
  report.pages = pagesReport(log.pages);
  for (const [id, closing] of log.issuanceCheckpoints) {
    const issuances = await auditIssuance(source, manifest, id, closing, readBlob, failures);
    if (issuances === undefined) continue;
    for (const { district, ballots } of report.districts) {
      const issued = issuances.get(district) ?? 0;
      if (ballots > issued) {
        const wanted = `at most ${issued} ballots in district ${district}`;
        failures.add('issuance.counts', null, wanted, String(ballots), `registrar-${id}`);
      }
    }
  }
}

/** Audits an election directory; never throws for what the directory holds. */
export async function audit(source: Source, trust: Trust, options: AuditOptions): Promise<Report> {
  const failures = new Failures();
  const report: Report = {
    ok: false,
    election: null,
    failures: failures.list,
    districts: [],
    pages: null,
  };
  try {
    await auditAll(source, trust, options, failures, report);
  } catch (error) {
    if (!(error instanceof AuditEnds)) throw error;
  }
  failures.sort();
  report.ok = failures.list.length === 0;
  return report;
}
