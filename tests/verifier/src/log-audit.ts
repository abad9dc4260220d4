/** One pass over the election log: tree, grammar, and what each entry must be (§5, §7). */

import { type Bytes, FormatError, equal, hex } from './bytes.js';
import type { CeremonyResult } from './ceremony.js';
import { BallotAudit } from './counting.js';
import { type Directory, ENTRY, ENTRY_NAMES, parseEntry } from './directory.js';
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
import type { Pages } from './pages.js';
import { TallyAudit } from './decryption.js';
import { type DistrictResult, checkResult } from './result.js';
import type { Source } from './source.js';
import { TileError, bundles, checkHashTiles } from './tiles.js';

/** What the auditor was given: the log must contain these trees and leaves. */
export interface Known {
  trees: { size: number; root: Bytes; name: string }[];
  leaves: { index: bigint; leaf: Bytes; name: string }[];
}

/** Entries before this one are judged when the directory is opened; here stands the opening. */
const OPENING_PLACE = 3;

enum Phase {
  voting,
  tally,
  done,
}

export class LogAudit {
  private phase = Phase.voting;
  private readonly range = new CompactRange();
  private readonly leaves: Bytes[] = [];
  private rootAtThree: Bytes | undefined;
  private closes: number;
  /** The web pages' files, as last decided. */
  pages: Pages | undefined;
  /** The checkpoints of the issuance logs that a valid closing holds, by registrar. */
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
    private readonly known: Known,
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

  async run(source: Source): Promise<void> {
    const { size, root } = this.directory.checkpoint;
    try {
      for await (const bundle of bundles(source, 'log', size)) {
        for (const entry of bundle) {
          this.checkKnownTrees();
          if (this.range.size === OPENING_PLACE) this.rootAtThree = this.range.root();
          await this.entry(this.range.size, entry);
          const leaf = leafHash(entry);
          this.checkKnownLeaves(this.range.size, leaf);
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
    for (const { name, size: demanded } of this.known.trees.filter((k) => k.size > size)) {
      this.failures.add('log.fork', null, `${name} of size ${demanded}`, `size ${size}`);
    }
    for (const { name, index } of this.known.leaves.filter((k) => k.index >= BigInt(size))) {
      this.failures.add('log.fork', Number(index), `the ballot of ${name}`, `${size} entries`);
    }
    this.ballots.prove();
    if (this.phase !== Phase.done) {
      this.failures.add('log.incomplete', null, 'a result', `${size} entries without one`);
    }
  }

  private checkKnownTrees(): void {
    for (const { size, root, name } of this.known.trees) {
      if (size === this.range.size && !equal(root, this.range.root())) {
        this.failures.add('log.fork', null, `${name}: ${hex(root)}`, hex(this.range.root()));
      }
    }
  }

  private checkKnownLeaves(index: number, leaf: Bytes): void {
    for (const known of this.known.leaves) {
      if (known.index === BigInt(index) && !equal(known.leaf, leaf)) {
        this.failures.add('log.fork', index, `the ballot of ${known.name}`, 'another entry');
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
    if (!this.mayStand(index, type)) {
      const code = type === ENTRY.ballot ? 'ballot.outside' : 'log.grammar';
      const place =
        index === OPENING_PLACE ? 'the opening' : `an entry of phase ${Phase[this.phase]}`;
      this.failures.add(code, index, place, ENTRY_NAMES[type - 1] ?? '');
    } else {
      await this.entryInPlace(type, index, payload);
    }
  }

  private mayStand(index: number, type: number): boolean {
    if (index < OPENING_PLACE) return type === index + 1;
    if (index === OPENING_PLACE) return type === ENTRY.opening;
    const { ballot, decision, closing, tallySet, share, result } = ENTRY;
    const inPhase: Record<Phase, number[]> = {
      [Phase.voting]: [ballot, decision, closing],
      [Phase.tally]: [decision, tallySet, share, result],
      [Phase.done]: [],
    };
    return inPhase[this.phase].includes(type);
  }

  private async entryInPlace(type: number, index: number, payload: Bytes): Promise<void> {
    switch (type) {
      case ENTRY.ceremony:
      case ENTRY.manifest:
        return; // judged before the log is read
      case ENTRY.signatures:
        this.official.statement(payload, 'manifest', checkElection, 'manifest.signature', index);
        return;
      case ENTRY.opening:
        return this.opening(index, payload);
      case ENTRY.ballot:
        return this.ballots.add(index, payload);
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

  private opening(index: number, payload: Bytes): void {
    const body = this.official.statement(
      payload,
      'opening',
      checkOpening,
      'opening.invalid',
      index,
    );
    if (body === undefined) return;
    const checkpoint = this.official.checkpoint(
      body.checkpoint,
      OPENING_PLACE,
      'opening.invalid',
      index,
    );
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
    } else if (body.decision === 'pages') {
      this.pages = { entry: index, files: body.files };
    } else if (this.phase !== Phase.voting) {
      invalid('a closing time before the closing', 'one after it');
    } else if (body.closes <= this.root.opens) {
      invalid(`after ${formatInstant(this.root.opens)}`, formatInstant(body.closes));
    } else if (this.root.kind === 'real' && body.closes < this.closes) {
      invalid(`not before ${formatInstant(this.closes)}`, formatInstant(body.closes));
    } else {
      this.closes = body.closes;
    }
  }

  private closing(index: number, payload: Bytes): void {
    this.ballots.finish();
    this.phase = Phase.tally;
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
