/** One pass over the election log: tree, grammar, and what each entry must be (§5, §7). */

import { type Bytes, FormatError, equal, hex } from './bytes.js';
import type { CeremonyResult } from './ceremony.js';
import { BallotAudit } from './counting.js';
import { type Directory, ENTRY, ENTRY_NAMES, parseBlobName, parseEntry } from './directory.js';
import type { Failures } from './failure.js';
import type { BlobReader } from './issuance.js';
import { formatInstant } from './json.js';
import type { Manifest, Trust } from './manifest.js';
import { CompactRange, leafHash } from './merkle.js';
import { type Checkpoint, witnessTimes } from './note.js';
import {
  Official,
  checkClosing,
  checkDecision,
  checkElection,
  checkOpening,
  checkResultStatement,
} from './official.js';
import { TallyAudit } from './decryption.js';
import { type DistrictResult, checkResult } from './result.js';
import type { Source } from './source.js';
import { TileError, bundles, checkHashTiles } from './tiles.js';

/** A tree that the log must contain. */
export interface KnownTree {
  size: number;
  root: Bytes;
  name: string;
}

enum Phase {
  ceremony,
  manifest,
  signatures,
  opening,
  voting,
  tally,
  done,
}

export class LogAudit {
  private phase = Phase.ceremony;
  private readonly range = new CompactRange();
  private readonly leaves: Bytes[] = [];
  private rootAtThree: Bytes | undefined;
  private closes: number;
  private closed = false;
  /** The checkpoints of the issuance logs in the closing, by registrar. */
  issuanceCheckpoints = new Map<number, Checkpoint>();
  private readonly official: Official;
  private readonly ballots: BallotAudit;
  private readonly tally: TallyAudit;
  private results: DistrictResult[] = [];

  constructor(
    private readonly directory: Directory,
    trust: Trust,
    ceremony: CeremonyResult | undefined,
    private readonly readBlob: BlobReader,
    private readonly failures: Failures,
    private readonly knownTrees: KnownTree[],
  ) {
    const { manifest, checkpoint } = directory;
    const cosigned = witnessTimes(checkpoint, manifest.root.witnesses).length;
    this.closes = manifest.root.closes;
    this.official = new Official(manifest, trust, failures);
    this.ballots = new BallotAudit(manifest, failures);
    this.tally = new TallyAudit(manifest, ceremony, this.ballots.sums, cosigned, failures);
  }

  private get manifest(): Manifest {
    return this.directory.manifest;
  }
  private get root(): Manifest['root'] {
    return this.manifest.root;
  }
  get isClosed(): boolean {
    return this.closed;
  }

  async run(source: Source): Promise<void> {
    const { size, root } = this.directory.checkpoint;
    try {
      for await (const bundle of bundles(source, 'log', size)) {
        for (const entry of bundle) {
          this.checkKnownTrees();
          if (this.range.size === 3) this.rootAtThree = this.range.root();
          await this.entry(this.range.size, entry);
          const leaf = leafHash(entry);
          this.leaves.push(leaf);
          this.range.push(leaf);
        }
      }
      this.checkKnownTrees();
      const treeRoot = this.range.root();
      if (!equal(treeRoot, root)) {
        this.failures.add('log.root', null, hex(root), hex(treeRoot));
      } else {
        await checkHashTiles(source, 'log', this.leaves);
      }
    } catch (error) {
      if (!(error instanceof TileError)) throw error;
      this.failures.end('log.root', null, 'the tiles of the tree', error.message);
    }
    for (const known of this.knownTrees.filter((k) => k.size > size)) {
      this.failures.add('log.fork', null, `${known.name} of size ${known.size}`, `size ${size}`);
    }
    this.ballots.prove();
    if (this.phase !== Phase.done) {
      this.failures.add('log.incomplete', null, 'a result', `${size} entries without one`);
    }
  }

  private checkKnownTrees(): void {
    for (const { size, root, name } of this.knownTrees) {
      if (size === this.range.size && !equal(root, this.range.root())) {
        this.failures.add('log.fork', null, `${name}: ${hex(root)}`, hex(this.range.root()));
      }
    }
  }

  private async entry(index: number, bytes: Bytes): Promise<void> {
    let entry;
    try {
      entry = parseEntry(bytes);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.failures.add('log.entry', index, 'an entry', error.message);
      return;
    }
    const { type, payload } = entry;
    if (type === ENTRY.ballot) {
      this.ballot(index, payload);
    } else if (!this.mayStand(type)) {
      const name = ENTRY_NAMES[type - 1] ?? '';
      this.failures.add('log.grammar', index, `an entry of phase ${Phase[this.phase]}`, name);
    } else {
      if (this.phase < Phase.voting) this.phase++;
      await this.officialEntry(type, index, payload);
    }
  }

  private mayStand(type: number): boolean {
    if (this.phase < Phase.voting) return type === this.phase + 1;
    if (this.phase === Phase.voting) return type === ENTRY.decision || type === ENTRY.closing;
    const afterClosing: number[] = [ENTRY.decision, ENTRY.tallySet, ENTRY.share, ENTRY.result];
    return this.phase === Phase.tally && afterClosing.includes(type);
  }

  private async officialEntry(type: number, index: number, payload: Bytes): Promise<void> {
    switch (type) {
      case ENTRY.ceremony:
        return this.ceremonyEntry(index, payload);
      case ENTRY.manifest:
        return; // already read by openDirectory
      case ENTRY.signatures:
        this.official.statement(payload, 'manifest', checkElection, 'manifest.signature', index);
        return;
      case ENTRY.opening:
        return this.opening(index, payload);
      case ENTRY.decision:
        return this.decision(index, payload);
      case ENTRY.closing:
        return this.closing(index, payload);
      case ENTRY.tallySet:
        return this.tally.statement(index, payload);
      case ENTRY.share:
        return this.tally.share(index, payload);
      default:
        return this.result(index, payload);
    }
  }

  private ceremonyEntry(index: number, payload: Bytes): void {
    try {
      const name = parseBlobName(payload);
      const { sha256, length } = this.root.ceremony;
      if (!equal(name.sha256, sha256) || name.length !== length) {
        this.failures.add('ceremony.mismatch', index, hex(sha256), hex(name.sha256));
      }
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.failures.add('log.entry', index, 'a hash and a length', error.message);
    }
  }

  private opening(index: number, payload: Bytes): void {
    const body = this.official.statement(
      payload,
      'opening',
      checkOpening,
      'opening.invalid',
      index,
    );
    if (body === undefined) return;
    const checkpoint = this.official.checkpoint(body.checkpoint, 3, 'opening.invalid', index);
    if (checkpoint === undefined) return;
    this.official.checkFork(checkpoint, this.rootAtThree, index);
    if (!this.official.seenBetween(checkpoint, this.root.opens, Number.MAX_SAFE_INTEGER)) {
      const wanted = `cosignatures from ${formatInstant(this.root.opens)} on`;
      this.failures.add('opening.time', index, wanted, 'earlier ones');
    }
  }

  private decision(index: number, payload: Bytes): void {
    const body = this.official.statement(
      payload,
      'decision',
      checkDecision,
      'decision.invalid',
      index,
    );
    if (body === undefined) return;
    const invalid = (expected: string, found: string): void =>
      this.failures.add('decision.invalid', index, expected, found);
    if (body.decision === 'open-small-district') {
      if (this.manifest.districtById.has(body.district)) this.tally.openSmall(body.district);
      else invalid('a district of the manifest', String(body.district));
    } else if (this.phase !== Phase.voting) {
      invalid('a closing time before the closing', 'one after it');
    } else if (this.root.kind === 'real' && body.closes < this.closes) {
      invalid(`not before ${formatInstant(this.closes)}`, formatInstant(body.closes));
    } else {
      this.closes = body.closes;
    }
  }

  private ballot(index: number, payload: Bytes): void {
    if (this.phase !== Phase.voting) {
      this.failures.add(
        'ballot.outside',
        index,
        'ballots between opening and closing',
        Phase[this.phase],
      );
      return;
    }
    this.ballots.add(index, payload);
  }

  private closing(index: number, payload: Bytes): void {
    this.ballots.finish();
    this.phase = Phase.tally;
    this.closed = true;
    const body = this.official.statement(
      payload,
      'closing',
      checkClosing,
      'closing.invalid',
      index,
    );
    const after = this.range.clone();
    after.push(leafHash(Uint8Array.from([1, ENTRY.closing, ...payload])));
    const { election } = this.manifest;
    this.tally.fix({ election, size: index + 1, root: after.root() });
    if (body === undefined) return;

    const checkpoint = this.official.checkpoint(body.checkpoint, index, 'closing.invalid', index);
    if (checkpoint !== undefined) {
      this.official.checkFork(checkpoint, this.range.root(), index);
      const latest = this.closes + this.root.grace_seconds + this.root.slack_seconds;
      if (!this.official.seenBetween(checkpoint, this.closes, latest)) {
        const wanted = `cosignatures from ${formatInstant(this.closes)} to ${formatInstant(latest)}`;
        this.failures.add('closing.time', index, wanted, 'too few of them');
      }
    }
    const list = (items: { district: number; ballots: number }[]): string =>
      items.map((item) => `${item.district}: ${item.ballots}`).join(', ');
    const counted = list(this.ballots.sums);
    if (list(body.districts) !== counted) {
      this.failures.add('closing.counts', index, counted, list(body.districts));
    }
    this.issuanceCheckpoints = this.official.issuance(index, body.issuance);
  }

  private async result(index: number, payload: Bytes): Promise<void> {
    this.phase = Phase.done;
    this.results = this.tally.open();
    const body = this.official.statement(
      payload,
      'result',
      checkResultStatement,
      'result.invalid',
      index,
    );
    if (body === undefined) return;
    const blob = await this.readBlob(body.sha256, body.length, { entry: index });
    if (blob === undefined) return;
    checkResult(
      blob,
      this.manifest.election,
      this.tally.isWhole(this.results) ? this.results : undefined,
      index,
      this.failures,
    );
  }

  districtReports(): DistrictResult[] {
    if (this.results.length > 0) return this.results;
    this.ballots.finish();
    return this.ballots.sums.map(({ district, ballots }) => ({ district, ballots }));
  }
}
