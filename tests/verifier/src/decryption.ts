/** Statements and shares of the trustees, and the counts that come of them (§10, §11). */

import { type Bytes, FormatError, equal, hex } from './bytes.js';
import { type CeremonyResult, publicShare } from './ceremony.js';
import type { Failures } from './failure.js';
import { U32, hexBytes, integer, object } from './json.js';
import type { Manifest } from './manifest.js';
import type { Note } from './note.js';
import type { DistrictResult } from './result.js';
import { parseStatement, signedOnlyBy } from './statement.js';
import {
  CountSearch,
  type DistrictSum,
  type Place,
  type Share,
  openSums,
  parseShare,
  shareHolds,
  statementQuorum,
  tallySet,
} from './tally.js';

const hex32 = hexBytes(32);
const checkTallySet = object({
  election: hex32,
  root: hex32,
  set: hexBytes(64),
  size: integer(0),
  trustee: U32,
});

/** What trustees say and give after the closing. */
export class TallyAudit {
  private place: Place | undefined;
  private set: Bytes | undefined;
  private readonly statementsNeeded: number;
  private readonly openedSmall = new Set<number>();
  private readonly stated = new Set<number>();
  private readonly agreeing = new Set<number>();
  /** Of whom there were shares, whatever they are worth. */
  private readonly shared = new Set<string>();
  /** The first share of each trustee for each district whose proof holds. */
  private readonly shares = new Map<string, Share>();

  /** `cosigned`: how many witnesses have signed the checkpoint of the whole log. */
  constructor(
    private readonly manifest: Manifest,
    private readonly ceremony: CeremonyResult | undefined,
    private readonly sums: DistrictSum[],
    cosigned: number,
    private readonly failures: Failures,
  ) {
    const { threshold, trustees, witnesses } = this.root;
    this.statementsNeeded = statementQuorum(trustees.length, threshold, witnesses.length, cosigned);
  }

  private get root(): Manifest['root'] {
    return this.manifest.root;
  }

  /** The commission lets a district with few ballots be opened. */
  openSmall(district: number): void {
    this.openedSmall.add(district);
  }

  /** From here on it is fixed what is to be decrypted. */
  fix(place: Place): void {
    this.place = place;
    this.set = tallySet(place, this.sums);
  }

  statement(index: number, payload: Bytes): void {
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

  share(index: number, payload: Bytes): void {
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
    const name = `${share.trustee}/${share.district}`;
    if (this.shared.has(name)) report('second', 'one share', `a second one of ${name}`);
    this.shared.add(name);
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
    const { ceremony, place } = this;
    // Without a valid ceremony there is nothing to check a proof with.
    if (ceremony === undefined || place === undefined) return;
    if (share.points.length !== sum.b.length) {
      return report('malformed', `${sum.b.length} slots`, String(share.points.length));
    }
    const publicShares = sum.b.map((_, i) => publicShare(ceremony, share.trustee, i + 1));
    if (!shareHolds(share, place, sum.a, publicShares)) {
      return report('proof', 'a valid proof', 'an invalid one');
    }
    if (!this.shares.has(name)) this.shares.set(name, share);
  }

  /** Counts of all districts from the shares that stand. */
  open(): DistrictResult[] {
    return this.sums.map((sum) => this.openDistrict(sum));
  }

  /** Whether every district is opened that may be. Without a valid ceremony nothing is counted. */
  isWhole(results: DistrictResult[]): boolean {
    if (this.ceremony === undefined) return false;
    return this.sums.every((sum, i) => results[i]?.counts !== undefined || this.isSmall(sum));
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
}
