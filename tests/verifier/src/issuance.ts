/** The audit of one registrar's issuance log (§6). */

import { type Bytes, FormatError, Reader, compare, concat, equal, hex, u16, u32 } from './bytes.js';
import type { Failures } from './failure.js';
import { H32 } from './hash.js';
import { U32, array, hexBytes, integer, object, parseDocument } from './json.js';
import { type Manifest, registrarLogKey } from './manifest.js';
import { CompactRange, leafHash, merkleRoot } from './merkle.js';
import { type Checkpoint, checkpointIsValid, parseCheckpoint, witnessTimes } from './note.js';
import type { Source } from './source.js';
import { TileError, bundles, checkHashTiles } from './tiles.js';

const OPENING = 32;
const BATCH = 33;
const hex32 = hexBytes(32);

export const checkIssuanceOpening = object({
  districts: array(
    object({ district: U32, listed: integer(0), root: hex32, sha256: hex32 }),
    1,
    300,
  ),
  election: hex32,
  registrar: integer(1, 8),
});
export type IssuanceOpening = ReturnType<typeof checkIssuanceOpening>;

export const voterCommitment = (
  election: Bytes,
  district: number,
  registrar: number,
  salt: Bytes,
  voterNumber: Bytes,
): Bytes => H32('voter', election, district, registrar, salt, voterNumber);

export const encodeBatch = (district: number, coms: Bytes[]): Bytes =>
  concat(Uint8Array.of(1, BATCH), u32(district), u16(coms.length), ...coms);

export function splitComs(bytes: Bytes): Bytes[] {
  if (bytes.length % 32 !== 0) throw new FormatError('not a whole number of com values');
  return Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * i + 32));
}

const ascending = (coms: Bytes[]): boolean =>
  coms.every((com, i) => {
    const before = coms[i - 1];
    return before === undefined || compare(before, com) < 0;
  });

export function parseBatch(entry: Bytes): { district: number; coms: Bytes[] } {
  const reader = new Reader(entry);
  if (reader.u8() !== 1 || reader.u8() !== BATCH) throw new FormatError('not an issuance batch');
  const district = reader.u32();
  const count = reader.u16();
  if (count < 1 || count > 1000) throw new FormatError(`a batch of ${count} com values`);
  const coms = splitComs(reader.take(32 * count));
  reader.end();
  if (!ascending(coms)) throw new FormatError('com values that do not strictly ascend');
  return { district, coms };
}

/** A district's list of com values, and which of them were issued. */
class VoterList {
  private readonly issued: Uint8Array;
  private readonly coms: Bytes[];
  issuances = 0;
  /** `known` is false when the list could not be read: then rights are only counted. */
  constructor(
    coms: Bytes[],
    readonly listed: number,
    private readonly known: boolean,
  ) {
    this.coms = [...coms].sort(compare);
    this.issued = new Uint8Array(coms.length);
  }

  issue(com: Bytes): 'unlisted' | 'duplicate' | 'issued' {
    if (!this.known) {
      this.issuances++;
      return 'issued';
    }
    let low = 0;
    let high = this.coms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.coms[middle] ?? com, com) < 0) low = middle + 1;
      else high = middle;
    }
    const found = this.coms[low];
    this.issuances++;
    if (found === undefined || !equal(found, com)) return 'unlisted';
    if (this.issued[low] === 1) return 'duplicate';
    this.issued[low] = 1;
    return 'issued';
  }
}

export type BlobReader = (
  sha256: Bytes,
  length: number | undefined,
  place: { entry: number | null; log?: string },
) => Promise<Bytes | undefined>;

export interface Issuances {
  /** By district. */
  issued: Map<number, number>;
}

/**
 * Reads the log up to the closing's checkpoint, and the tree up to the published one.
 * `closing` is undefined when the election log has no closing yet or none that can be used.
 */
export async function auditIssuance(
  source: Source,
  manifest: Manifest,
  registrar: number,
  closing: Checkpoint | undefined,
  readBlob: BlobReader,
  failures: Failures,
): Promise<Issuances | undefined> {
  const log = `registrar-${registrar}`;
  const prefix = `issuance/${registrar}`;
  const report = (code: string, entry: number | null, expected: string, found: string): void =>
    failures.add(`issuance.${code}`, entry, expected, found, log);
  const key = registrarLogKey(manifest, registrar);
  let published: Checkpoint;
  try {
    const bytes = await source.get(`${prefix}/checkpoint`, 60_000);
    if (bytes === undefined) throw new FormatError('none');
    published = parseCheckpoint(bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    report('log', null, 'a checkpoint', error.message);
    return undefined;
  }
  if (!checkpointIsValid(published, key)) {
    report('log', null, `a checkpoint signed by ${key.name}`, published.origin);
  }
  const cosigned = witnessTimes(published, manifest.root.witnesses).length;
  if (cosigned < manifest.root.quorum) {
    report('quorum', null, `${manifest.root.quorum} cosignatures`, String(cosigned));
  }
  const bound = closing?.size ?? published.size;
  if (published.size < bound) {
    report('log', null, `a tree of at least ${bound} entries`, String(published.size));
  }

  const auditor = new EntryAuditor(manifest, registrar, readBlob, report, log);
  const range = new CompactRange();
  const leaves: Bytes[] = [];
  const checkBound = (): void => {
    if (closing !== undefined && range.size === bound && !equal(range.root(), closing.root)) {
      report('log', null, hex(closing.root), hex(range.root()));
    }
  };
  try {
    for await (const bundle of bundles(source, prefix, Math.max(bound, published.size))) {
      for (const entry of bundle) {
        checkBound();
        if (range.size < bound) await auditor.entry(range.size, entry);
        const leaf = leafHash(entry);
        range.push(leaf);
        leaves.push(leaf);
        if (range.size === published.size && !equal(range.root(), published.root)) {
          report('log', null, hex(published.root), hex(range.root()));
        }
      }
    }
    checkBound();
    await checkHashTiles(source, prefix, leaves);
  } catch (error) {
    if (!(error instanceof TileError)) throw error;
    report('log', null, 'the tiles of the tree', error.message);
    return undefined;
  }
  return auditor.finish();
}

class EntryAuditor {
  private lists: Map<number, VoterList> | undefined;
  private read = false;
  constructor(
    private readonly manifest: Manifest,
    private readonly registrar: number,
    private readonly readBlob: BlobReader,
    private readonly report: (
      code: string,
      entry: number | null,
      expected: string,
      found: string,
    ) => void,
    private readonly log: string,
  ) {}

  async entry(index: number, entry: Bytes): Promise<void> {
    this.read = true;
    if (index === 0) {
      this.lists = await this.opening(entry);
      return;
    }
    if (entry[0] === 1 && entry[1] === OPENING) {
      this.report('opening', index, 'an issuance batch', 'another opening');
      return;
    }
    try {
      this.batch(index, parseBatch(entry));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.report('malformed', index, 'an issuance batch', error.message);
    }
  }

  private async opening(entry: Bytes): Promise<Map<number, VoterList> | undefined> {
    const wrong = (expected: string, found: string): undefined =>
      void this.report('opening', 0, expected, found);
    if (entry[0] !== 1 || entry[1] !== OPENING)
      return wrong('the issuance opening', 'another entry');
    let opening: IssuanceOpening;
    try {
      opening = parseDocument(entry.subarray(2), checkIssuanceOpening);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return wrong('the issuance opening', error.message);
    }
    if (!equal(opening.election, this.manifest.election) || opening.registrar !== this.registrar) {
      return wrong('this election and registrar', `${hex(opening.election)}, ${opening.registrar}`);
    }
    const ids = opening.districts.map((d) => d.district).join();
    const wanted = this.manifest.districts.map((d) => d.id).join();
    if (ids !== wanted) return wrong(`districts ${wanted}`, ids);
    const lists = new Map<number, VoterList>();
    for (const { district, listed, root, sha256: digest } of opening.districts) {
      const blob = await this.readBlob(digest, undefined, { entry: 0, log: this.log });
      if (blob === undefined) {
        lists.set(district, new VoterList([], listed, false));
        continue;
      }
      if (blob.length !== 32 * listed) {
        wrong(`a list of ${listed} voters in district ${district}`, `${blob.length} bytes`);
      }
      const coms = splitComs(blob.subarray(0, blob.length - (blob.length % 32)));
      if (!ascending(coms)) wrong(`an ascending list in district ${district}`, 'another order');
      if (!equal(merkleRoot(coms), root)) {
        wrong(`root ${hex(root)} of district ${district}`, hex(merkleRoot(coms)));
      }
      lists.set(district, new VoterList(coms, listed, true));
    }
    return lists;
  }

  private batch(index: number, { district, coms }: { district: number; coms: Bytes[] }): void {
    if (this.lists === undefined) return;
    if (!this.manifest.districtById.has(district)) {
      this.report('unlisted', index, 'a district of the manifest', String(district));
      return;
    }
    const list = this.lists.get(district);
    if (list === undefined) return;
    const outcomes = coms.map((com) => ({ com, outcome: list.issue(com) }));
    for (const outcome of ['unlisted', 'duplicate'] as const) {
      const bad = outcomes.filter((o) => o.outcome === outcome).map((o) => hex(o.com));
      if (bad.length > 0) {
        this.report(
          outcome,
          index,
          'com values of the list, each once',
          bad.slice(0, 10).join(', '),
        );
      }
    }
  }

  finish(): Issuances | undefined {
    if (this.lists === undefined) {
      if (!this.read) this.report('opening', null, 'the issuance opening', 'an empty log');
      return undefined;
    }
    const issued = new Map<number, number>();
    for (const [district, list] of this.lists) {
      issued.set(district, list.issuances);
      if (list.issuances > list.listed) {
        this.report(
          'counts',
          null,
          `at most ${list.listed} issuances in district ${district}`,
          String(list.issuances),
        );
      }
    }
    return { issued };
  }
}
