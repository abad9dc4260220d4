/**
 * A maker of whole election directories in memory, honest unless told otherwise.
 *
 * What is elected stands in `contests.ts`, where a test can cheat in `twists.ts`; `signers.ts`, `log.ts` and
 * `shares.ts` make the parts.
 */

import { randomBytes } from 'node:crypto';
import { type AuditOptions, type Report, audit } from '../../src/audit.js';
import { parseBallot } from '../../src/ballot.js';
import { type Bytes, base64, compare, concat, hex, u32, u64, utf8 } from '../../src/bytes.js';
import {
  type Point,
  type Scalar,
  BASE,
  decodePoint as decode,
  power,
  reduce,
} from '../../src/group.js';
import { electionId, sha256 } from '../../src/hash.js';
import { encodeBatch, voterCommitment } from '../../src/issuance.js';
import { formatInstant, jcs } from '../../src/json.js';
import { type Trust, logName } from '../../src/manifest.js';
import { merkleRoot } from '../../src/merkle.js';
import { resultBytes } from '../../src/result.js';
import type { Source } from '../../src/source.js';
import { DistrictSum, tallySet } from '../../src/tally.js';
import { type MadeCeremony, type Trustee, holdCeremony } from '../dealers.js';
import {
  type BallotPlace,
  type Cheat,
  encodeVote,
  makeToken,
  proveCore,
  sealBallot,
} from '../prover.js';
import { CLOSES, CONTESTS, type Contestants, OPENS, slotsOf } from './contests.js';
import { entry, logFiles } from './log.js';
import { proveShare } from './shares.js';
import { type RsaKey, type Signer, cosignLine, rsaKey, signLine, signer } from './signers.js';
import type { Json, Twists } from './twists.js';

/** A ballot that counts. */
interface Counted {
  index: number;
  contest: number;
  core: Bytes;
}

export class Maker {
  readonly files = new Map<string, Bytes>();
  readonly commission = ['commission-a', 'commission-b'].map(signer);
  readonly box: Signer = signer('');
  readonly witnesses = ['w1.example', 'w2.example', 'w3.example'].map(signer);
  readonly trustees: Trustee[] = [1, 2, 3].map((index) => {
    const { secret, key } = signer('');
    return { index, name: `Trustee ${index}`, secret, key };
  });
  readonly registrarLogs = [1, 2].map((id) => signer(`registrar ${id}`));
  readonly entries: Bytes[] = [];
  election: Bytes = new Uint8Array();
  ceremony!: MadeCeremony;

  constructor(readonly twists: Twists) {}

  get trust(): Trust {
    return { commission: this.commission.map(({ name, key }) => ({ name, key })), threshold: 2 };
  }

  blob(bytes: Bytes): Bytes {
    this.files.set(`blob/${hex(sha256(bytes))}`, bytes);
    return sha256(bytes);
  }

  statement(purpose: string, body: Json, by: Signer[] = this.commission): Bytes {
    const text = `shailoo.gov.kg/v1/${purpose}\n${Buffer.from(jcs(body)).toString()}\n`;
    return utf8(`${text}\n${by.map((s) => signLine(text, s)).join('')}`);
  }

  checkpoint(log: Signer, entries: Bytes[], time: number, witnesses = 3): string {
    const text = `${log.name}\n${entries.length}\n${base64(merkleRoot(entries))}\n`;
    const cosigned = this.witnesses.slice(0, witnesses).map((w) => cosignLine(text, w, time));
    return `${text}\n${signLine(text, log)}${cosigned.join('')}`;
  }

  tokenKey = (registrar: number, contest: number): RsaKey => rsaKey(2 * (registrar - 1) + contest);

  place(contest: number, key: Bytes, seq = 0): BallotPlace {
    const c = CONTESTS[contest];
    if (c === undefined) throw new RangeError('no contest');
    return {
      election: this.election,
      district: c.id,
      slots: slotsOf(c),
      mandates: c.mandates,
      jointKeys: this.ceremony.jointKeys,
      key,
      seq,
    };
  }

  /** A sealed ballot by a new voter (or by the given one). */
  vote(
    contest: number,
    marks: number[],
    more: { seq?: number; voter?: Signer; cheat?: Cheat; v?: number[] } = {},
  ): Bytes {
    const voter = more.voter ?? signer('voter');
    const place = this.place(contest, voter.key, more.seq ?? 0);
    const v = more.v ?? encodeVote(place.slots, place.mandates, marks);
    return this.seal(proveCore(place, v, more.cheat), contest, voter);
  }

  seal(core: Bytes, contest: number, voter: Signer): Bytes {
    const district = CONTESTS[contest]?.id ?? 0;
    const tokens = [1, 2].map((registrar) =>
      makeToken(this.tokenKey(registrar, contest).secret, this.election, district, voter.key),
    );
    return sealBallot(core, tokens, voter.secret);
  }

  async build(): Promise<Source> {
    await this.manifest();
    const honest = [
      this.vote(0, [0, 1]),
      this.vote(0, [4]),
      this.vote(0, [1, 2, 3]),
      this.vote(1, [1]),
      this.vote(1, []),
    ];
    const ballots = this.twists.ballots?.(honest, this) ?? honest;
    this.entries.push(...ballots.map((ballot) => entry(5, ballot)));
    if (this.twists.extraDecision !== undefined) {
      const body = { election: hex(this.election), ...this.twists.extraDecision };
      this.entries.push(entry(6, this.statement('decision', body)));
    }
    const counted = this.countedOf(ballots);
    this.closing(counted);
    this.tally(counted);
    const entries = this.twists.entries?.(this.entries) ?? this.entries;
    this.writeLog('log', entries);
    const witnesses = this.twists.witnesses ?? 3;
    this.files.set(
      'log/checkpoint',
      utf8(this.checkpoint(this.box, entries, CLOSES + 5000, witnesses)),
    );
    this.twists.files?.(this.files);
    return {
      get: (path, limit) => {
        const bytes = this.files.get(path);
        return Promise.resolve(bytes !== undefined && bytes.length <= limit ? bytes : undefined);
      },
    };
  }

  private async manifest(): Promise<void> {
    this.ceremony = await holdCeremony(this.trustees, 2, 5, this.twists.ceremony);
    const title = { en: 'Election', ky: 'Шайлоо', ru: 'Выборы' };
    const districts = CONTESTS.map((c) => {
      const file: Json = {
        against_all: c.againstAll,
        candidates: c.surnames.map((surname) => ({ given: 'Айдана', surname })),
        council: title,
        format: 'shailoo/v1/district',
        id: c.id,
        mandates: c.mandates,
        min_marks: c.minMarks,
        name: title,
        number: c.id,
      };
      this.twists.districtFile?.(file);
      return { id: c.id, sha256: hex(this.blob(jcs(file))) };
    });
    const root: Json = {
      ballot_box: { key: hex(this.box.key) },
      ceremony: {
        length: this.ceremony.transcript.length,
        sha256: hex(this.blob(this.ceremony.transcript)),
      },
      closes: formatInstant(CLOSES),
      day: formatInstant(OPENS).slice(0, 10),
      districts,
      format: 'shailoo/v1/manifest',
      grace_seconds: 600,
      hotline: ['+996 312 000000'],
      joint_keys: this.ceremony.jointKeys.map((k) => hex(k.toBytes())),
      kind: 'demo',
      minimum_ballots: this.twists.minimumBallots ?? 1,
      opens: formatInstant(OPENS),
      order: 'alphabetical',
      quorum: 2,
      registrars: [1, 2].map((id) => ({
        id,
        key: hex(this.registrarLogs[id - 1]?.key ?? new Uint8Array()),
        name: `Registrar ${id}`,
        statement_key: hex(signer('').key),
        token_keys: CONTESTS.map((c, i) => ({
          district: c.id,
          modulus: hex(this.tokenKey(id, i).modulus),
        })),
      })),
      revote: this.twists.revote ?? 'none',
      slack_seconds: 3600,
      threshold: 2,
      title,
      trustees: this.trustees.map(({ index, key, name }) => ({ index, key: hex(key), name })),
      witnesses: this.witnesses.map(({ key, name }) => ({ key: hex(key), name })),
    };
    this.twists.manifest?.(root);
    const bytes = jcs(root);
    this.election = electionId(bytes);
    this.box.name = logName(this.election, 'ballot-box');
    this.registrarLogs.forEach(
      (log, i) => (log.name = logName(this.election, `registrar-${i + 1}`)),
    );
    const { transcript } = this.ceremony;
    this.entries.push(entry(1, concat(sha256(transcript), u64(transcript.length))));
    this.entries.push(entry(2, concat(this.blob(bytes), u64(bytes.length))));
    const election = hex(this.election);
    this.entries.push(entry(3, this.statement('manifest', { election })));
    const checkpoint = this.checkpoint(
      this.box,
      this.entries,
      this.twists.openingTime ?? OPENS + 5,
    );
    const opening: Json = { checkpoint, election };
    this.twists.opening?.(opening);
    this.entries.push(entry(4, this.statement('opening', opening)));
  }

  /** The honest tally: first ballot of each key under `none`, the last under `last-counts`. */
  private countedOf(ballots: Bytes[]): Counted[] {
    const byKey = new Map<string, Counted>();
    ballots.forEach((core, i) => {
      if (!isReadable(core)) return;
      const key = hex(core.subarray(37, 69));
      const contest = CONTESTS.findIndex((c) => hex(u32(c.id)) === hex(core.subarray(33, 37)));
      if (this.twists.revote === 'last-counts' || !byKey.has(key)) {
        byKey.set(key, { index: 4 + i, contest, core });
      }
    });
    return [...byKey.values()].sort((a, b) => a.index - b.index);
  }

  private closing(counted: Counted[]): void {
    const election = hex(this.election);
    const issuance = [1, 2].map((registrar) => ({
      checkpoint: this.issuanceLog(registrar, counted),
      registrar,
    }));
    const checkpoint = this.checkpoint(
      this.box,
      this.entries,
      this.twists.closingTime ?? CLOSES + 700,
    );
    const districts = CONTESTS.map((c, i) => ({
      ballots: counted.filter((b) => b.contest === i).length,
      district: c.id,
    }));
    const closing: Json = { checkpoint, districts, election, issuance };
    this.twists.closing?.(closing);
    this.entries.push(entry(7, this.statement('closing', closing)));
  }

  private issuanceLog(registrar: number, counted: Counted[]): string {
    const log = this.registrarLogs[registrar - 1];
    if (log === undefined) throw new RangeError('no registrar');
    const lists = CONTESTS.map((c, i) => {
      const voters = counted.filter((b) => b.contest === i).length + 2;
      const coms = Array.from({ length: voters }, (_, v) =>
        voterCommitment(this.election, c.id, registrar, new Uint8Array(randomBytes(32)), u64(v)),
      ).sort(compare);
      return { id: c.id, coms, used: voters - 1 };
    });
    const opening = {
      districts: lists.map(({ id, coms }) => ({
        district: id,
        listed: coms.length,
        root: hex(merkleRoot(coms)),
        sha256: hex(this.blob(concat(...coms))),
      })),
      election: hex(this.election),
      registrar,
    };
    const entries = [
      entry(32, jcs(opening)),
      ...lists.flatMap(({ id, coms, used }) => {
        const issued = coms.slice(0, used);
        const twisted = this.twists.issuances?.(issued, registrar, id) ?? issued;
        const batches = Array.from({ length: Math.ceil(twisted.length / 1000) }, (_, i) =>
          twisted.slice(1000 * i, 1000 * (i + 1)),
        );
        return batches.map((batch) => encodeBatch(id, batch));
      }),
    ];
    this.writeLog(`issuance/${registrar}`, entries);
    const checkpoint = this.checkpoint(log, entries, CLOSES + 100);
    this.files.set(`issuance/${registrar}/checkpoint`, utf8(checkpoint));
    return checkpoint;
  }

  private tally(counted: Counted[]): void {
    const size = this.entries.length;
    const root = merkleRoot(this.entries);
    const election = this.election;
    const sums = CONTESTS.map((c) => new DistrictSum(c.id, slotsOf(c).real.length));
    for (const { index, contest, core } of counted) {
      const n = slotsOf(CONTESTS[contest] as Contestants).real.length;
      const at = (i: number): Point => decode(core.subarray(76 + 32 * i, 108 + 32 * i));
      sums[contest]?.add(
        index,
        at(0),
        Array.from({ length: n }, (_, i) => at(i + 1)),
      );
    }
    const place = { election, size, root };
    const set = hex(tallySet(place, sums));
    const statements = this.trustees.map((trustee) => {
      const body: Json = {
        election: hex(election),
        root: hex(root),
        set,
        size,
        trustee: trustee.index,
      };
      this.twists.tallyStatement?.(body, trustee.index);
      const by = { name: `trustee-${trustee.index}`, secret: trustee.secret, key: trustee.key };
      return entry(8, this.statement('tally-set', body, [by]));
    });
    const shares = this.trustees.slice(0, 2).flatMap((trustee) =>
      sums
        .filter((sum) => sum.ballots > 0)
        .flatMap((sum) => {
          const secrets = sum.b.map((_, i) => this.secretShare(trustee.index, i));
          const honest = proveShare(trustee.index, secrets, sum, place);
          return this.twists.share?.(honest, trustee.index, sum.district) ?? [honest];
        })
        .map((payload) => entry(9, payload)),
    );
    const inOrder =
      this.twists.sharesFirst === true ? [...shares, ...statements] : [...statements, ...shares];
    this.entries.push(...inOrder);
    const districts = sums.map((sum) => ({
      district: sum.district,
      ballots: sum.ballots,
      counts: this.honestCounts(sum),
    }));
    this.twists.result?.(districts as unknown as Json[]);
    const bytes = resultBytes(election, districts);
    const body = { election: hex(election), length: bytes.length, sha256: hex(this.blob(bytes)) };
    this.entries.push(entry(10, this.statement('result', body)));
  }

  /** Opens the sums with the polynomial secrets of all three trustees' shares (λ for 1 and 2). */
  private honestCounts(sum: DistrictSum): number[] {
    return sum.b.map((b, i) => {
      const secret = reduce(2n * this.secretShare(1, i) - this.secretShare(2, i));
      const opened = b.subtract(power(sum.a, secret));
      return Array.from({ length: sum.ballots + 1 }, (_, k) => k).findIndex((k) =>
        power(BASE, BigInt(k)).equals(opened),
      );
    });
  }

  private secretShare = (trustee: number, slot: number): Scalar =>
    this.ceremony.shares[trustee - 1]?.[slot] ?? 0n;

  private writeLog(prefix: string, entries: Bytes[]): void {
    for (const [path, bytes] of logFiles(prefix, entries)) this.files.set(path, bytes);
  }
}

function isReadable(ballot: Bytes): boolean {
  try {
    const { district } = parseBallot(ballot).core;
    return CONTESTS.some((contest) => contest.id === district);
  } catch {
    return false;
  }
}

export const NO_OPTIONS: AuditOptions = {
  knownCheckpoints: [],
  knownVoteCiphers: [],
  knownCeremonies: [],
};

/** Makes an election with these twists and audits it. */
export async function auditOf(
  twists: Twists,
  options: Partial<AuditOptions> = {},
): Promise<{ report: Report; codes: string[]; maker: Maker; source: Source }> {
  const maker = new Maker(twists);
  const source = await maker.build();
  const report = await audit(source, maker.trust, { ...NO_OPTIONS, ...options });
  return { report, codes: report.failures.map((f) => f.code), maker, source };
}
