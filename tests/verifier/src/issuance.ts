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
/** An entry cannot have more. */
const MAX_ITEMS = 65_535;

export const checkIssuanceOpening = object({
  districts: array(
    object({ district: U32, listed: integer(0), root: hex32, sha256: hex32 }),
    0,
    MAX_ITEMS,
  ),
  election: hex32,
  registrar: U32,
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

function parseBatch(entry: Bytes): { district: number; coms: Bytes[] } {
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

type IssuanceEntry = { opening: IssuanceOpening } | { district: number; coms: Bytes[] };

function parseIssuanceEntry(entry: Bytes): IssuanceEntry {
  if (entry[0] === 1 && entry[1] === OPENING) {
    return { opening: parseDocument(entry.subarray(2), checkIssuanceOpening) };
  }
  return parseBatch(entry);
}

/** A district's list of com values, and which of them were issued. */
class VoterList {
  private readonly issued: Uint8Array;
  private readonly coms: Bytes[];
  private readonly strangers = new Set<string>();
  issuances = 0;

  constructor(
    coms: Bytes[],
    readonly listed: number,
  ) {
    this.coms = [...coms].sort(compare);
    this.issued = new Uint8Array(coms.length);
  }

  issue(com: Bytes): 'unlisted' | 'duplicate' | 'issued' {
    this.issuances++;
    let low = 0;
    let high = this.coms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.coms[middle] ?? com, com) < 0) low = middle + 1;
      else high = middle;
    }
    const found = this.coms[low];
    if (found === undefined || !equal(found, com)) {
      const isNew = !this.strangers.has(hex(com));
      this.strangers.add(hex(com));
      return isNew ? 'unlisted' : 'duplicate';
    }
    if (this.issued[low] === 1) return 'duplicate';
    this.issued[low] = 1;
    return 'issued';
  }
}

/** A district whose list could not be read: its rights are only counted. */
class UnknownList {
  issuances = 0;
  readonly listed = Infinity;

  issue(): 'issued' {
    this.issuances++;
    return 'issued';
  }
}

export type BlobReader = (
  sha256: Bytes,
  length: number | undefined,
  place: { entry: number | null; log?: string },
) => Promise<Bytes | undefined>;

/** Issuances by district. */
export type Issuances = Map<number, number>;

type Report = (code: string, entry: number | null, expected: string, found: string) => void;

/** The checkpoint that the log shows; undefined if there is none that the registrar has signed. */
async function readPublished(
  source: Source,
  manifest: Manifest,
  registrar: number,
  report: Report,
): Promise<Checkpoint | undefined> {
  const key = registrarLogKey(manifest, registrar);
  try {
    const bytes = await source.get(`issuance/${registrar}/checkpoint`, 60_000);
    if (bytes === undefined) throw new FormatError('none');
    const published = parseCheckpoint(bytes);
    if (!checkpointIsValid(published, key)) throw new FormatError(published.origin);
    const cosigned = witnessTimes(published, manifest.root.witnesses).length;
    if (cosigned < manifest.root.quorum) {
      report('quorum', null, `${manifest.root.quorum} cosignatures`, String(cosigned));
    }
    return published;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    report('log', null, `a checkpoint signed by ${key.name}`, error.message);
    return undefined;
  }
}

/**
 * Reads the log up to the checkpoint in the closing, and the tree up to the published one.
 * Undefined if there is nothing to compare ballots with.
 */
export async function auditIssuance(
  source: Source,
  manifest: Manifest,
  registrar: number,
  closing: Checkpoint,
  readBlob: BlobReader,
  failures: Failures,
): Promise<Issuances | undefined> {
  const log = `registrar-${registrar}`;
  const prefix = `issuance/${registrar}`;
  const report: Report = (code, entry, expected, found) =>
    failures.add(`issuance.${code}`, entry, expected, found, log);
  const whole = (await readPublished(source, manifest, registrar, report)) ?? closing;

  const auditor = new EntryAuditor(manifest, registrar, readBlob, report, log);
  const range = new CompactRange();
  const leaves: Bytes[] = [];
  let atClosing = closing.size === 0 ? range.root() : undefined;
  try {
    for await (const bundle of bundles(source, prefix, whole.size)) {
      for (const entry of bundle) {
        if (range.size < closing.size) await auditor.entry(range.size, entry);
        const leaf = leafHash(entry);
        range.push(leaf);
        leaves.push(leaf);
        if (range.size === closing.size) atClosing = range.root();
      }
    }
    if (atClosing === undefined || !equal(atClosing, closing.root)) {
      const found = atClosing === undefined ? `${whole.size} entries` : hex(atClosing);
      report('log', null, `size ${closing.size}, root ${hex(closing.root)}`, found);
    } else if (!equal(range.root(), whole.root)) {
      report('log', null, hex(whole.root), hex(range.root()));
    } else {
      await checkHashTiles(source, prefix, leaves);
    }
  } catch (error) {
    if (!(error instanceof TileError)) throw error;
    report('log', null, 'the tiles of the tree', error.message);
    if (range.size < whole.size) return undefined;
  }
  return auditor.finish();
}

class EntryAuditor {
  private lists: Map<number, VoterList | UnknownList> | undefined;

  constructor(
    private readonly manifest: Manifest,
    private readonly registrar: number,
    private readonly readBlob: BlobReader,
    private readonly report: Report,
    private readonly log: string,
  ) {}

  async entry(index: number, bytes: Bytes): Promise<void> {
    let entry: IssuanceEntry;
    try {
      entry = parseIssuanceEntry(bytes);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.report('malformed', index, 'an issuance entry', error.message);
      return;
    }
    if (!('opening' in entry)) this.batch(index, entry);
    else if (index === 0) this.lists = await this.opening(entry.opening);
    else this.report('opening', index, 'an issuance batch', 'another opening');
  }

  private async opening(
    opening: IssuanceOpening,
  ): Promise<Map<number, VoterList | UnknownList> | undefined> {
    const ids = opening.districts.map((d) => d.district).join();
    const fits =
      equal(opening.election, this.manifest.election) &&
      opening.registrar === this.registrar &&
      ids === this.manifest.districts.map((d) => d.id).join();
    if (!fits) return undefined;
    const lists = new Map<number, VoterList | UnknownList>();
    for (const { district, listed, root, sha256: digest } of opening.districts) {
      const blob = await this.readBlob(digest, undefined, { entry: 0, log: this.log });
      if (blob === undefined) {
        lists.set(district, new UnknownList());
        continue;
      }
      const coms = splitComs(blob.subarray(0, blob.length - (blob.length % 32)));
      const listFits =
        blob.length === 32 * listed && ascending(coms) && equal(merkleRoot(coms), root);
      if (!listFits) {
        const wanted = `${listed} com values of root ${hex(root)} in district ${district}`;
        this.report('opening', 0, wanted, 'another list');
      }
      lists.set(district, new VoterList(coms, listed));
    }
    return lists;
  }

  private batch(index: number, { district, coms }: { district: number; coms: Bytes[] }): void {
    if (this.lists === undefined) return;
    const list = this.lists.get(district);
    if (list === undefined) {
      this.report('unlisted', index, 'a district of the manifest', String(district));
      return;
    }
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
      this.report('opening', 0, 'the opening of this issuance log', 'none that fits');
      return undefined;
    }
    const issued: Issuances = new Map();
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
    return issued;
  }
}
