/** The whole audit of §14: one pass over the election log, then what follows from it. */

import { type Claim, ProofVerifier, controlHash, faultBeforeProof, parseBallot } from './ballot.js';
import { type Bytes, FormatError, equal, hex, utf8 } from './bytes.js';
import { type CeremonyResult, publicShare, readCeremony } from './ceremony.js';
import {
  type Directory,
  ENTRY,
  ENTRY_NAMES,
  blobReader,
  openDirectory,
  parseBlobName,
  parseEntry,
} from './directory.js';
import { AuditEnds, type Failure, Failures } from './failure.js';
import { type BlobReader, auditIssuance } from './issuance.js';
import {
  type Check,
  U32,
  array,
  formatInstant,
  hexBytes,
  instant,
  integer,
  literal,
  noteText,
  object,
} from './json.js';
import { type Manifest, type Trust, boxKey, registrarLogKey } from './manifest.js';
import { CompactRange, leafHash } from './merkle.js';
import {
  type Checkpoint,
  type Note,
  checkpointIsValid,
  parseCheckpoint,
  witnessTimes,
} from './note.js';
import { verifyVoteCipher } from './receipt.js';
import { type DistrictResult, checkResult } from './result.js';
import { Generators } from './slots.js';
import type { Source } from './source.js';
import { commissionFault, parseStatement, signedOnlyBy } from './statement.js';
import {
  CountSearch,
  DistrictSum,
  type Place,
  type Share,
  openSums,
  parseShare,
  shareHolds,
  statementQuorum,
  tallySet,
} from './tally.js';
import { TileError, bundles, checkHashTiles } from './tiles.js';

export interface NamedFile {
  bytes: Bytes;
  name: string;
}

/** A tree that the log must contain. */
interface KnownTree {
  size: number;
  root: Bytes;
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

const hex32 = hexBytes(32);
const checkElection = object({ election: hex32 });
const checkOpening = object({ checkpoint: noteText, election: hex32 });
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
const checkDecision: Check<
  ReturnType<typeof checkClosingTime> | ReturnType<typeof checkSmallDistrict>
> = (value) =>
  typeof value === 'object' && value !== null && 'closes' in value
    ? checkClosingTime(value)
    : checkSmallDistrict(value);
const checkClosing = object({
  checkpoint: noteText,
  districts: array(object({ ballots: integer(0), district: U32 }), 0, 300),
  election: hex32,
  issuance: array(object({ checkpoint: noteText, registrar: integer(1, 8) }), 0, 8),
});
const checkTallySet = object({
  election: hex32,
  root: hex32,
  set: hexBytes(64),
  size: integer(0),
  trustee: U32,
});
const checkResultStatement = object({ election: hex32, length: integer(0), sha256: hex32 });

enum Phase {
  ceremony,
  manifest,
  signatures,
  opening,
  voting,
  tally,
  done,
}

/** How many ballots are proved together. */
const BATCH = 256;

interface WaitingBallot {
  index: number;
  claim: Claim;
}

class LogAudit {
  private phase = Phase.ceremony;
  private readonly range = new CompactRange();
  private readonly leaves: Bytes[] = [];
  private rootAtThree: Bytes | undefined;
  private closes: number;
  private readonly statementsNeeded: number;
  private readonly waiting: WaitingBallot[] = [];
  private readonly lastSeq = new Map<string, { seq: number; index: number }>();
  /** Under `last-counts`: ballots that a later one may still replace, by log index. */
  private readonly replaceable = new Map<number, WaitingBallot>();
  private readonly codes = new Map<string, string>();
  readonly sums: DistrictSum[];
  private place: Place | undefined;
  private set: Bytes | undefined;
  private closed = false;
  readonly issuanceCheckpoints = new Map<number, Checkpoint>();
  private readonly openedSmall = new Set<number>();
  private readonly stated = new Set<number>();
  private readonly agreeing = new Set<number>();
  private readonly shares = new Map<string, Share | undefined>();
  private readonly proofs: ProofVerifier;
  results: DistrictResult[] = [];

  constructor(
    private readonly directory: Directory,
    private readonly trust: Trust,
    private readonly ceremony: CeremonyResult | undefined,
    private readonly readBlob: BlobReader,
    private readonly failures: Failures,
    private readonly knownTrees: KnownTree[],
  ) {
    this.closes = this.root.closes;
    const { threshold, trustees, witnesses } = this.root;
    const cosigned = witnessTimes(directory.checkpoint, witnesses).length;
    this.statementsNeeded = statementQuorum(trustees.length, threshold, witnesses.length, cosigned);
    this.sums = this.manifest.districts.map((d) => new DistrictSum(d.id, d.slots.real.length));
    this.proofs = new ProofVerifier(
      this.manifest.jointKeys,
      new Generators(this.manifest.election),
    );
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
    this.countWaiting();
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
        this.commission(payload, 'manifest', checkElection, 'manifest.signature', index);
        return;
      case ENTRY.opening:
        return this.opening(index, payload);
      case ENTRY.decision:
        return this.decision(index, payload);
      case ENTRY.closing:
        return this.closing(index, payload);
      case ENTRY.tallySet:
        return this.tallyStatement(index, payload);
      case ENTRY.share:
        return this.share(index, payload);
      default:
        return this.result(index, payload);
    }
  }

  /** A commission statement's body, or undefined when it is reported under `code`. */
  private commission<T extends { election: Bytes }>(
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

  /** A checkpoint inside a statement: of this size and witnessed; else `invalid` is reported. */
  private embedded(
    text: string,
    size: number,
    invalid: string,
    index: number,
  ): Checkpoint | undefined {
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

  private checkFork(checkpoint: Checkpoint, root: Bytes | undefined, index: number): void {
    if (root === undefined || !equal(root, checkpoint.root)) {
      const found = root === undefined ? 'no such tree' : hex(root);
      this.failures.add('log.fork', index, hex(checkpoint.root), found);
    }
  }

  /** Are there `quorum` witnesses with a cosignature in [from, to]? */
  private seenBetween(checkpoint: Checkpoint, from: number, to: number): boolean {
    const seen = witnessTimes(checkpoint, this.root.witnesses).filter((times) =>
      times.some((time) => time >= BigInt(from) && time <= BigInt(to)),
    );
    return seen.length >= this.root.quorum;
  }

  private opening(index: number, payload: Bytes): void {
    const body = this.commission(payload, 'opening', checkOpening, 'opening.invalid', index);
    if (body === undefined) return;
    const checkpoint = this.embedded(body.checkpoint, 3, 'opening.invalid', index);
    if (checkpoint === undefined) return;
    this.checkFork(checkpoint, this.rootAtThree, index);
    if (!this.seenBetween(checkpoint, this.root.opens, Number.MAX_SAFE_INTEGER)) {
      const wanted = `cosignatures from ${formatInstant(this.root.opens)} on`;
      this.failures.add('opening.time', index, wanted, 'earlier ones');
    }
  }

  private decision(index: number, payload: Bytes): void {
    const body = this.commission(payload, 'decision', checkDecision, 'decision.invalid', index);
    if (body === undefined) return;
    const invalid = (expected: string, found: string): void =>
      this.failures.add('decision.invalid', index, expected, found);
    if (body.decision === 'open-small-district') {
      if (this.manifest.districtById.has(body.district)) this.openedSmall.add(body.district);
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
    let ballot;
    try {
      ballot = parseBallot(payload);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.failures.add('ballot.malformed', index, 'a ballot', error.message);
      return;
    }
    this.rememberCode(index, ballot.core.bytes);
    const fault = faultBeforeProof(ballot, this.manifest);
    const district = this.manifest.districtById.get(ballot.core.district);
    if (fault !== undefined || district === undefined) {
      this.failures.add(
        fault?.code ?? 'ballot.district',
        index,
        fault?.expected ?? '',
        fault?.found ?? '',
      );
      return;
    }
    this.waiting.push({ index, claim: { core: ballot.core, district } });
    if (this.waiting.length >= BATCH) this.countWaiting();
  }

  /** Two cores of one control code (100 bits) are a failure; the same core twice is another. */
  private rememberCode(index: number, core: Bytes): void {
    const f = controlHash(core);
    const code = hex(f.subarray(0, 12)) + ((f[12] ?? 0) >> 4).toString(16);
    const known = this.codes.get(code);
    if (known === undefined) this.codes.set(code, hex(f));
    else if (known !== hex(f)) {
      this.failures.add('ballot.code-collision', index, 'a control code of its own', code);
    }
  }

  /** Proves the waiting ballots together, then decides in log order which of them count (§7.1). */
  private countWaiting(): void {
    const invalid = new Set(this.proofs.invalid(this.waiting.map((w) => w.claim)));
    this.waiting.forEach((ballot, i) => {
      const { index, claim } = ballot;
      if (invalid.has(i)) {
        this.failures.add('ballot.proof', index, 'a valid proof', 'an invalid one');
        return;
      }
      const key = hex(claim.core.key);
      const before = this.lastSeq.get(key);
      if (before !== undefined) {
        if (this.root.revote === 'none') {
          this.failures.add('ballot.duplicate', index, `only entry ${before.index}`, `key ${key}`);
          return;
        }
        if (claim.core.seq <= before.seq) {
          this.failures.add('ballot.seq', index, `more than ${before.seq}`, `${claim.core.seq}`);
          return;
        }
        this.replaceable.delete(before.index);
      }
      this.lastSeq.set(key, { seq: claim.core.seq, index });
      if (this.root.revote === 'none') this.addUp(ballot);
      else this.replaceable.set(index, ballot);
    });
    this.waiting.length = 0;
  }

  private addUp({ index, claim }: WaitingBallot): void {
    const sum = this.sums.find((s) => s.district === claim.district.id);
    sum?.add(index, claim.core.alpha, claim.core.betas);
  }

  private addUpReplaceable(): void {
    for (const ballot of this.replaceable.values()) this.addUp(ballot);
    this.replaceable.clear();
  }

  private closing(index: number, payload: Bytes): void {
    this.countWaiting();
    this.addUpReplaceable();
    this.phase = Phase.tally;
    this.closed = true;
    const body = this.commission(payload, 'closing', checkClosing, 'closing.invalid', index);
    const after = this.range.clone();
    after.push(leafHash(Uint8Array.from([1, ENTRY.closing, ...payload])));
    this.place = { election: this.manifest.election, size: index + 1, root: after.root() };
    this.set = tallySet(this.place, this.sums);
    if (body === undefined) return;

    const checkpoint = this.embedded(body.checkpoint, index, 'closing.invalid', index);
    if (checkpoint !== undefined) {
      this.checkFork(checkpoint, this.range.root(), index);
      const latest = this.closes + this.root.grace_seconds + this.root.slack_seconds;
      if (!this.seenBetween(checkpoint, this.closes, latest)) {
        const wanted = `cosignatures from ${formatInstant(this.closes)} to ${formatInstant(latest)}`;
        this.failures.add('closing.time', index, wanted, 'too few of them');
      }
    }
    const list = (items: { district: number; ballots: number }[]): string =>
      items.map((item) => `${item.district}: ${item.ballots}`).join(', ');
    if (list(body.districts) !== list(this.sums)) {
      this.failures.add('closing.counts', index, list(this.sums), list(body.districts));
    }
    this.closingIssuance(index, body.issuance);
  }

  private closingIssuance(index: number, given: { checkpoint: string; registrar: number }[]): void {
    const invalid = (expected: string, found: string): void =>
      this.failures.add('closing.issuance', index, expected, found);
    const ids = given.map((item) => item.registrar).join();
    const wanted = this.root.registrars.map((r) => r.id).join();
    if (ids !== wanted) return invalid(`registrars ${wanted}`, ids);
    for (const { checkpoint: text, registrar } of given) {
      try {
        const checkpoint = parseCheckpoint(utf8(text));
        const cosigned = witnessTimes(checkpoint, this.root.witnesses).length;
        if (!checkpointIsValid(checkpoint, registrarLogKey(this.manifest, registrar))) {
          invalid(`a checkpoint by registrar ${registrar}`, checkpoint.origin);
        } else if (cosigned < this.root.quorum) {
          invalid(`${this.root.quorum} cosignatures for registrar ${registrar}`, String(cosigned));
        } else {
          this.issuanceCheckpoints.set(registrar, checkpoint);
        }
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        invalid(`a checkpoint by registrar ${registrar}`, error.message);
      }
    }
  }

  private tallyStatement(index: number, payload: Bytes): void {
    const report = (code: string, expected: string, found: string): void =>
      this.failures.add(`statement.${code}`, index, expected, found);
    let note: Note;
    let body: ReturnType<typeof checkTallySet>;
    try {
      ({ note, body } = parseStatement(payload, 'tally-set', checkTallySet));
      if (!equal(body.election, this.manifest.election)) throw new FormatError('another election');
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return report('malformed', 'a statement of purpose tally-set', error.message);
    }
    const trustee = this.root.trustees[body.trustee - 1];
    if (trustee === undefined) {
      return report('malformed', 'a trustee of the manifest', String(body.trustee));
    }
    if (!signedOnlyBy(note, { name: `trustee-${trustee.index}`, key: trustee.key })) {
      return report('signature', `one signature by trustee-${trustee.index}`, 'another');
    }
    if (this.stated.has(trustee.index)) report('second', 'one statement', 'a second one');
    this.stated.add(trustee.index);
    const { place, set } = this;
    if (place === undefined || set === undefined) return;
    if (body.size !== place.size || !equal(body.root, place.root) || !equal(body.set, set)) {
      const text = (size: number, root: Bytes, digest: Bytes): string =>
        `size ${size}, root ${hex(root)}, set ${hex(digest)}`;
      const expected = text(place.size, place.root, set);
      return report('mismatch', expected, text(body.size, body.root, body.set));
    }
    this.agreeing.add(trustee.index);
  }

  private isSmall(sum: DistrictSum): boolean {
    return (
      sum.ballots > 0 &&
      sum.ballots < this.root.minimum_ballots &&
      !this.openedSmall.has(sum.district)
    );
  }

  private share(index: number, payload: Bytes): void {
    const report = (code: string, expected: string, found: string): void =>
      this.failures.add(`share.${code}`, index, expected, found);
    let share: Share;
    try {
      share = parseShare(payload);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return report('malformed', 'a decryption share', error.message);
    }
    const sum = this.sums.find((s) => s.district === share.district);
    if (sum === undefined) return report('unknown', 'a district', String(share.district));
    const trustee = this.root.trustees[share.trustee - 1];
    if (trustee === undefined) return report('unknown', 'a trustee', String(share.trustee));
    if (share.points.length !== sum.b.length) {
      return report('malformed', `${sum.b.length} slots`, String(share.points.length));
    }
    const name = `${share.trustee}/${share.district}`;
    const isSecond = this.shares.has(name);
    if (isSecond) report('second', 'one share', `a second one of ${name}`);
    if (!this.agreeing.has(share.trustee)) {
      report('no-statement', `an agreeing statement by trustee ${share.trustee}`, 'none');
    }
    if (this.agreeing.size < this.statementsNeeded) {
      const wanted = `${this.statementsNeeded} statements before it`;
      report('early', wanted, String(this.agreeing.size));
    }
    if (sum.ballots === 0) {
      report('empty-district', 'no shares', `a share for district ${share.district}`);
    }
    if (this.isSmall(sum)) {
      report('small-district', `${this.root.minimum_ballots} ballots`, String(sum.ballots));
    }
    const holds = this.proofHolds(share, sum);
    if (holds === false) report('proof', 'a valid proof', 'an invalid one');
    if (!isSecond) this.shares.set(name, holds === true ? share : undefined);
  }

  /** Undefined when the ceremony gives no public shares to judge by. */
  private proofHolds(share: Share, sum: DistrictSum): boolean | undefined {
    const { ceremony, place } = this;
    if (ceremony === undefined || place === undefined) return undefined;
    if (ceremony.aggregate.length < sum.b.length) return undefined;
    const publicShares = sum.b.map((_, i) => publicShare(ceremony, share.trustee, i + 1));
    return shareHolds(share, place, sum.a, publicShares);
  }

  private async result(index: number, payload: Bytes): Promise<void> {
    this.phase = Phase.done;
    this.results = this.sums.map((sum) => this.openDistrict(sum));
    const body = this.commission(payload, 'result', checkResultStatement, 'result.invalid', index);
    if (body === undefined) return;
    const known = this.sums.every(
      (sum, i) => this.results[i]?.counts !== undefined || this.isSmall(sum),
    );
    const blob = await this.readBlob(body.sha256, body.length, { entry: index });
    if (blob === undefined) return;
    checkResult(
      blob,
      this.manifest.election,
      known ? this.results : undefined,
      index,
      this.failures,
    );
  }

  /** Counts of one district from the shares that stand; failures of §11 on the way. */
  private openDistrict(sum: DistrictSum): DistrictResult {
    const base = { district: sum.district, ballots: sum.ballots };
    if (sum.ballots === 0) return { ...base, counts: sum.b.map(() => 0) };
    if (this.isSmall(sum)) return base;
    const { threshold, trustees } = this.root;
    const standing = trustees.flatMap((t) => this.shares.get(`${t.index}/${sum.district}`) ?? []);
    if (standing.length < threshold) {
      if (this.ceremony !== undefined) {
        const wanted = `${threshold} shares for district ${sum.district}`;
        this.failures.add('share.missing', null, wanted, String(standing.length));
      }
      return base;
    }
    const search = new CountSearch(sum.ballots);
    const counts = openSums(sum, standing.slice(0, threshold)).map((point) => search.find(point));
    const found = counts.filter((count) => count !== undefined);
    if (found.length < counts.length) {
      const wanted = `counts up to ${sum.ballots} in district ${sum.district}`;
      this.failures.add('tally.impossible', null, wanted, 'no such count');
      return base;
    }
    this.checkInvariants(sum, found);
    return { ...base, counts: found };
  }

  private checkInvariants(sum: DistrictSum, counts: number[]): void {
    const district = this.manifest.districtById.get(sum.district);
    if (district === undefined) return;
    const { mandates, min_marks: min } = district.file;
    const marks = counts.reduce(
      (total, count, i) => total + count * (district.slots.real[i] ?? 0),
      0,
    );
    if (marks < min * sum.ballots || marks > mandates * sum.ballots) {
      const wanted = `${min * sum.ballots}…${mandates * sum.ballots} marks in district ${sum.district}`;
      this.failures.add('tally.invariant', null, wanted, String(marks));
    }
  }

  districtReports(): DistrictResult[] {
    if (this.results.length > 0) return this.results;
    this.addUpReplaceable();
    return this.sums.map(({ district, ballots }) => ({ district, ballots }));
  }
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
