/** The commission's statements in the log, and the checkpoints inside them (§7). */

import { type Bytes, FormatError, equal, hex, utf8 } from './bytes.js';
import type { Failures } from './failure.js';
import {
  type Check,
  U32,
  array,
  hexBytes,
  instant,
  integer,
  literal,
  noteText,
  object,
} from './json.js';
import { type Manifest, type Trust, boxKey, registrarLogKey } from './manifest.js';
import {
  type Checkpoint,
  type Note,
  checkpointIsValid,
  parseCheckpoint,
  witnessTimes,
} from './note.js';
import { pageFiles } from './pages.js';
import { commissionFault, parseStatement } from './statement.js';

const hex32 = hexBytes(32);
/** An entry cannot have more. */
const MAX_ITEMS = 65_535;
export const checkElection = object({ election: hex32 });
export const checkOpening = object({ checkpoint: noteText, election: hex32 });
const checkClosingTime = object({
  closes: instant,
  decision: literal('closing-time'),
  election: hex32,
});
const checkSmallDistrict = object({
  decision: literal('open-small-district'),
  district: U32,
  election: hex32,
});
const checkPages = object({
  decision: literal('pages'),
  election: hex32,
  files: pageFiles,
});
export const checkDecision: Check<
  | ReturnType<typeof checkClosingTime>
  | ReturnType<typeof checkSmallDistrict>
  | ReturnType<typeof checkPages>
> = (value) => {
  if (typeof value !== 'object' || value === null) throw new FormatError('expected an object');
  if ('closes' in value) return checkClosingTime(value);
  return 'files' in value ? checkPages(value) : checkSmallDistrict(value);
};
export const checkClosing = object({
  checkpoint: noteText,
  districts: array(object({ ballots: integer(0), district: U32 }), 0, MAX_ITEMS),
  election: hex32,
  issuance: array(object({ checkpoint: noteText, registrar: U32 }), 0, MAX_ITEMS),
});
export const checkResultStatement = object({ election: hex32, length: integer(0), sha256: hex32 });

/** Judges what the commission has signed; faults are reported, and what is at fault is not given out. */
export class Official {
  constructor(
    private readonly manifest: Manifest,
    private readonly trust: Trust,
    private readonly failures: Failures,
  ) {}

  private get root(): Manifest['root'] {
    return this.manifest.root;
  }

  /** A commission statement's body, or undefined when it is reported under `code`. */
  statement<T extends { election: Bytes }>(
    payload: Bytes,
    purpose: string,
    check: Check<T>,
    code: string,
    index: number,
  ): T | undefined {
    let note: Note;
    let body: T;
    try {
      ({ note, body } = parseStatement(payload, purpose, check));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.failures.add(code, index, `a statement of purpose ${purpose}`, error.message);
      return undefined;
    }
    const fault = commissionFault(note, this.trust);
    if (fault !== undefined) {
      this.failures.add(code, index, `${this.trust.threshold} commission signatures`, fault);
      return undefined;
    }
    if (!equal(body.election, this.manifest.election)) {
      this.failures.add(code, index, hex(this.manifest.election), hex(body.election));
      return undefined;
    }
    return body;
  }

  /** A checkpoint inside a statement: of this size and witnessed; else `invalid` is reported. */
  checkpoint(text: string, size: number, invalid: string, index: number): Checkpoint | undefined {
    const report = (expected: string, found: string): undefined =>
      void this.failures.add(invalid, index, expected, found);
    let checkpoint: Checkpoint;
    try {
      checkpoint = parseCheckpoint(utf8(text));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return report('a checkpoint', error.message);
    }
    if (!checkpointIsValid(checkpoint, boxKey(this.manifest))) {
      return report('a checkpoint of this log', checkpoint.origin);
    }
    if (checkpoint.size !== size)
      return report(`a checkpoint of size ${size}`, `${checkpoint.size}`);
    const cosigned = witnessTimes(checkpoint, this.root.witnesses).length;
    if (cosigned < this.root.quorum) {
      return report(`${this.root.quorum} cosignatures`, String(cosigned));
    }
    return checkpoint;
  }

  /** The log must have had this root where the checkpoint was made. */
  checkFork(checkpoint: Checkpoint, root: Bytes | undefined, index: number): void {
    if (root === undefined || !equal(root, checkpoint.root)) {
      const found = root === undefined ? 'no such tree' : hex(root);
      this.failures.add('log.fork', index, hex(checkpoint.root), found);
    }
  }

  /** Are there `quorum` witnesses with a cosignature in [from, to]? */
  seenBetween(checkpoint: Checkpoint, from: number, to: number): boolean {
    const seen = witnessTimes(checkpoint, this.root.witnesses).filter((times) =>
      times.some((time) => time >= BigInt(from) && time <= BigInt(to)),
    );
    return seen.length >= this.root.quorum;
  }

  /** The checkpoints of the issuance logs that a closing holds; those at fault are reported. */
  issuance(
    index: number,
    given: { checkpoint: string; registrar: number }[],
  ): Map<number, Checkpoint> {
    const found = new Map<number, Checkpoint>();
    const invalid = (expected: string, found: string): void =>
      this.failures.add('closing.issuance', index, expected, found);
    const ids = given.map((item) => item.registrar).join();
    const wanted = this.root.registrars.map((r) => r.id).join();
    if (ids !== wanted) invalid(`registrars ${wanted}`, ids);
    for (const { id } of this.root.registrars) {
      const named = given.find(({ registrar }) => registrar === id);
      if (named === undefined) continue;
      try {
        const checkpoint = parseCheckpoint(utf8(named.checkpoint));
        const cosigned = witnessTimes(checkpoint, this.root.witnesses).length;
        if (!checkpointIsValid(checkpoint, registrarLogKey(this.manifest, id))) {
          invalid(`a checkpoint by registrar ${id}`, checkpoint.origin);
        } else if (cosigned < this.root.quorum) {
          invalid(`${this.root.quorum} cosignatures for registrar ${id}`, String(cosigned));
        } else {
          found.set(id, checkpoint);
        }
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        invalid(`a checkpoint by registrar ${id}`, error.message);
      }
    }
    return found;
  }
}
