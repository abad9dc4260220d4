/** Opening an election directory: from checkpoint and entries 0–2 to the manifest (§13, §14). */

import { type Bytes, FormatError, Reader, equal, hex } from './bytes.js';
import type { Failures } from './failure.js';
import { sha256 } from './hash.js';
import { type District, type Manifest, readDistrict, readRoot } from './manifest.js';
import { type Checkpoint, parseCheckpoint } from './note.js';
import type { BlobReader } from './issuance.js';
import type { Source } from './source.js';
import { TileError, bundles } from './tiles.js';

export const MAX_BLOB = 64 * 1024 * 1024;

export const ENTRY = {
  ceremony: 1,
  manifest: 2,
  signatures: 3,
  opening: 4,
  ballot: 5,
  decision: 6,
  closing: 7,
  tallySet: 8,
  share: 9,
  result: 10,
} as const;

export const ENTRY_NAMES = Object.keys(ENTRY);

/** A blob as an entry names it. */
export interface BlobName {
  sha256: Bytes;
  length: number;
}

/** Type and payload of an entry; the payloads of statements, ballots and shares are read at their places. */
export function parseEntry(entry: Bytes): { type: number; payload: Bytes } {
  const [version, type] = entry;
  if (version !== 1) throw new FormatError('an entry of another version');
  if (type === undefined || type < 1 || type > 10)
    throw new FormatError('an entry of unknown type');
  const payload = entry.subarray(2);
  if (type === ENTRY.ceremony || type === ENTRY.manifest) parseBlobName(payload);
  return { type, payload };
}

function parseBlobName(payload: Bytes): BlobName {
  const reader = new Reader(payload);
  const digest = reader.take(32);
  // No blob is so long that rounding could make two lengths equal.
  const length = Number(reader.u64());
  reader.end();
  return { sha256: digest, length };
}

/** Reads blobs by their hash and reports those that are absent or different. */
export const blobReader =
  (source: Source, failures: Failures, otherHash = 'blob.hash'): BlobReader =>
  async (digest, length, { entry, log }) => {
    const name = hex(digest);
    const bytes = await source.get(`blob/${name}`, MAX_BLOB);
    if (bytes === undefined) {
      failures.add('blob.missing', entry, `blob ${name}`, 'none', log);
      return undefined;
    }
    const found = sha256(bytes);
    if (!equal(found, digest)) {
      failures.add(otherHash, entry, name, hex(found), log);
      return undefined;
    }
    if (length !== undefined && bytes.length !== length) {
      failures.add('blob.hash', entry, `${length} bytes`, `${bytes.length} bytes`, log);
      return undefined;
    }
    return bytes;
  };

export interface Directory {
  checkpoint: Checkpoint;
  /** The transcript that entry 0 names. */
  ceremony: BlobName;
  manifest: Manifest;
  /** The statement in entry 2. */
  signatures: Bytes;
}

async function readCheckpoint(source: Source, failures: Failures): Promise<Checkpoint> {
  const bytes = await source.get('log/checkpoint', 60_000);
  if (bytes === undefined) failures.end('log.checkpoint', null, 'log/checkpoint', 'none');
  try {
    return parseCheckpoint(bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    failures.end('log.checkpoint', null, 'a checkpoint', error.message);
  }
}

/** Entries 0–2, which say what everything after them is judged by. */
async function readHeader(
  source: Source,
  size: number,
  failures: Failures,
): Promise<{ ceremony: BlobName; manifest: BlobName; signatures: Bytes }> {
  let first: Bytes[];
  try {
    const { value } = await bundles(source, 'log', size).next();
    first = ((value as Bytes[] | undefined) ?? []).slice(0, 3);
  } catch (error) {
    if (!(error instanceof TileError)) throw error;
    failures.end('log.root', null, 'the tiles of the tree', error.message);
  }
  if (first.length < 3) {
    failures.end('log.incomplete', null, 'ceremony, manifest and signatures', `${size} entries`);
  }
  const entries = first.flatMap((bytes, index) => {
    try {
      return [parseEntry(bytes)];
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      failures.add('log.entry', index, 'an entry', error.message);
      return [];
    }
  });
  const [ceremony, manifest, signatures] = entries;
  if (ceremony === undefined || manifest === undefined || signatures === undefined) {
    return failures.stop('no manifest');
  }
  const types = entries.map(({ type }) => ENTRY_NAMES[type - 1]).join(', ');
  if (types !== 'ceremony, manifest, signatures') {
    failures.end('log.grammar', 0, 'ceremony, manifest, signatures', types);
  }
  return {
    ceremony: parseBlobName(ceremony.payload),
    manifest: parseBlobName(manifest.payload),
    signatures: signatures.payload,
  };
}

export async function openDirectory(source: Source, failures: Failures): Promise<Directory> {
  const checkpoint = await readCheckpoint(source, failures);
  const header = await readHeader(source, checkpoint.size, failures);
  const { ceremony, signatures } = header;
  const readBlob = blobReader(source, failures);
  const bytes = await readBlob(header.manifest.sha256, header.manifest.length, { entry: 1 });
  if (bytes === undefined) return failures.stop('no manifest');
  const root = readRoot(bytes, failures);
  const districts = await readDistricts(source, root, failures);
  const districtById = new Map(districts.map((d) => [d.id, d]));
  return { checkpoint, ceremony, signatures, manifest: { ...root, districts, districtById } };
}

async function readDistricts(
  source: Source,
  { root, jointKeys }: Pick<Manifest, 'root' | 'jointKeys'>,
  failures: Failures,
): Promise<District[]> {
  const readFile = blobReader(source, failures, 'manifest.district-hash');
  const districts: District[] = [];
  for (const { id, sha256: digest } of root.districts) {
    const bytes = await readFile(digest, undefined, { entry: 1 });
    const district =
      bytes === undefined ? undefined : readDistrict(bytes, id, root.order, failures);
    if (district !== undefined) districts.push(district);
  }
  if (districts.length < root.districts.length) failures.stop('district files are unusable');
  const slotsNeeded = Math.max(...districts.map((d) => d.slots.real.length));
  if (slotsNeeded !== jointKeys.length) {
    failures.add('manifest.invalid', 1, `S = ${slotsNeeded}`, `S = ${jointKeys.length}`);
  }
  if (slotsNeeded > jointKeys.length) failures.stop('too few joint keys');
  await readPhotos(source, districts, failures);
  return districts;
}

async function readPhotos(
  source: Source,
  districts: District[],
  failures: Failures,
): Promise<void> {
  const readBlob = blobReader(source, failures);
  const photos = districts.flatMap((d) => d.file.candidates.flatMap((c) => c.photo ?? []));
  const distinct = new Map(photos.map((photo) => [hex(photo), photo]));
  for (const photo of distinct.values()) await readBlob(photo, undefined, { entry: 1 });
}
