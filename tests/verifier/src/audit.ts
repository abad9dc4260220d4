/** The whole audit of §14: the election log, the issuance logs, and what follows from them. */

import { type Bytes, FormatError, equal, hex } from './bytes.js';
import { readCeremony } from './ceremony.js';
import { blobReader, openDirectory } from './directory.js';
import { AuditEnds, type Failure, Failures } from './failure.js';
import { auditIssuance } from './issuance.js';
import { type KnownTree, LogAudit } from './log-audit.js';
import { type Manifest, type Trust, boxKey } from './manifest.js';
import { type Checkpoint, checkpointIsValid, parseCheckpoint, witnessTimes } from './note.js';
import { verifyVoteCipher } from './receipt.js';
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
  knownCeremonies: { cid: Bytes; election: Bytes }[];
  /** Files of known checkpoints and vote ciphers, verified against the manifest before use. */
  knownCheckpoints: NamedFile[];
  knownVoteCiphers: NamedFile[];
}

export interface Report {
  ok: boolean;
  election: string | null;
  failures: Failure[];
  districts: DistrictResult[];
}

/** Trees that the log must contain, from checkpoints and vote ciphers that the caller was given. */
function knownTrees(options: AuditOptions, manifest: Manifest, failures: Failures): KnownTree[] {
  const fromCheckpoints = options.knownCheckpoints.map(({ bytes, name }) => {
    let checkpoint: Checkpoint;
    try {
      checkpoint = parseCheckpoint(bytes);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw new InputError(`${name}: ${error.message}`);
    }
    if (!checkpointIsValid(checkpoint, boxKey(manifest))) {
      throw new InputError(`${name} is not a signed checkpoint of this log`);
    }
    return { size: checkpoint.size, root: checkpoint.root, name };
  });
  const fromVoteCiphers = options.knownVoteCiphers.flatMap(({ bytes, name }) => {
    const report = verifyVoteCipher(bytes, manifest);
    if (report.ok) return { size: report.size, root: report.root, name };
    failures.add(report.code, null, `${name} a valid vote cipher`, report.found);
    return [];
  });
  return [...fromCheckpoints, ...fromVoteCiphers];
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
  const transcript = await readBlob(root.ceremony.sha256, root.ceremony.length, { entry: 0 });
  const ceremony =
    transcript === undefined ? undefined : await readCeremony(transcript, root, failures);
  const reused = options.knownCeremonies.find(
    (known) =>
      ceremony !== undefined && equal(known.cid, ceremony.cid) && !equal(known.election, election),
  );
  if (reused !== undefined) {
    failures.add('ceremony.reused', 0, `only election ${hex(election)}`, hex(reused.election));
  }
  const trees = knownTrees(options, manifest, failures);
  const log = new LogAudit(directory, trust, ceremony, readBlob, failures, trees);
  await log.run(source);
  report.districts = log.districtReports();
  for (const { id } of root.registrars) {
    const closing = log.issuanceCheckpoints.get(id);
    const issuances = await auditIssuance(source, manifest, id, closing, readBlob, failures);
    if (issuances === undefined || !log.isClosed) continue;
    for (const { district, ballots } of report.districts) {
      const issued = issuances.issued.get(district) ?? 0;
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
  const report: Report = { ok: false, election: null, failures: failures.list, districts: [] };
  try {
    await auditAll(source, trust, options, failures, report);
  } catch (error) {
    if (!(error instanceof AuditEnds)) throw error;
  }
  failures.sort();
  report.ok = failures.list.length === 0;
  return report;
}
