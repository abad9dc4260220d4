/** The ballots of the log: which stand, and which of them count (§7.1). */

import { type Claim, ProofVerifier, controlHash, faultBeforeProof, parseBallot } from './ballot.js';
import { type Bytes, FormatError, hex } from './bytes.js';
import type { Failures } from './failure.js';
import type { Manifest } from './manifest.js';
import { Generators } from './slots.js';
import { DistrictSum } from './tally.js';

/** How many ballots are proved together. */
const BATCH = 256;

interface WaitingBallot {
  index: number;
  claim: Claim;
}

export class BallotAudit {
  readonly sums: DistrictSum[];
  private readonly waiting: WaitingBallot[] = [];
  private readonly lastSeq = new Map<string, { seq: number; index: number }>();
  /** Under `last-counts`: ballots that a later one may still replace, by log index. */
  private readonly replaceable = new Map<number, WaitingBallot>();
  private readonly codes = new Set<string>();
  private readonly proofs: ProofVerifier;

  constructor(
    private readonly manifest: Manifest,
    private readonly failures: Failures,
  ) {
    this.sums = manifest.districts.map((d) => new DistrictSum(d.id, d.slots.real.length));
    this.proofs = new ProofVerifier(manifest.jointKeys, new Generators(manifest.election));
  }

  add(index: number, payload: Bytes): void {
    let ballot;
    try {
      ballot = parseBallot(payload);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.failures.add('ballot.malformed', index, 'a ballot', error.message);
      return;
    }
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
    if (this.waiting.length >= BATCH) this.prove();
  }

  /** Two ballots that counted when they were recorded must differ in their control codes (100 bits). */
  private rememberCode(index: number, core: Bytes): void {
    const f = controlHash(core);
    const code = hex(f.subarray(0, 12)) + ((f[12] ?? 0) >> 4).toString(16);
    if (this.codes.has(code)) {
      this.failures.add('ballot.code-collision', index, 'a control code of its own', code);
    }
    this.codes.add(code);
  }

  /** Proves the waiting ballots together, then decides in log order which of them count (§7.1). */
  prove(): void {
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
        if (this.manifest.root.revote === 'none') {
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
      this.rememberCode(index, claim.core.bytes);
      if (this.manifest.root.revote === 'none') this.addUp(ballot);
      else this.replaceable.set(index, ballot);
    });
    this.waiting.length = 0;
  }

  /** No ballot comes any more: all that stand are added up. */
  finish(): void {
    this.prove();
    for (const ballot of this.replaceable.values()) this.addUp(ballot);
    this.replaceable.clear();
  }

  private addUp({ index, claim }: WaitingBallot): void {
    const sum = this.sums.find((s) => s.district === claim.district.id);
    sum?.add(index, claim.core.alpha, claim.core.betas);
  }
}
