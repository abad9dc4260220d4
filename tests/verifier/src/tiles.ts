/** C2SP tlog-tiles: entry bundles and hash tiles of a log of a given size. */

import { type Bytes, FormatError, Reader, equal } from './bytes.js';
import { CompactRange } from './merkle.js';
import type { Source } from './source.js';

const WIDTH = 256;
const MAX_BUNDLE = WIDTH * (2 + 65_535);

/** Thrown when a tile is missing or does not have the size that the tree demands. */
export class TileError extends Error {}

function tilePath(index: number): string {
  let path = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  }
  return path;
}

/** The tile of this width, or the full one in its place if the partial one was deleted. */
async function read(
  source: Source,
  path: string,
  width: number,
  limit: number,
): Promise<{ bytes: Bytes; holds: number }> {
  if (width < WIDTH) {
    const bytes = await source.get(`${path}.p/${width}`, limit);
    if (bytes !== undefined) return { bytes, holds: width };
  }
  const bytes = await source.get(path, limit);
  if (bytes === undefined) throw new TileError(`${path} is missing`);
  return { bytes, holds: WIDTH };
}

/** The entries of a bundle that must hold exactly so many. */
function splitBundle(bytes: Bytes, path: string, holds: number): Bytes[] {
  const reader = new Reader(bytes);
  const entries: Bytes[] = [];
  try {
    while (reader.position < bytes.length) {
      const [high, low] = reader.take(2);
      entries.push(reader.take((high ?? 0) * 256 + (low ?? 0)));
    }
  } catch (error) {
    if (error instanceof FormatError) throw new TileError(`${path}: ${error.message}`);
    throw error;
  }
  if (entries.length !== holds) {
    throw new TileError(`${path} has ${entries.length} entries instead of ${holds}`);
  }
  return entries;
}

/** The entries of a log of `size` entries, bundle by bundle. */
export async function* bundles(
  source: Source,
  prefix: string,
  size: number,
): AsyncGenerator<Bytes[]> {
  for (let index = 0; index * WIDTH < size; index++) {
    const width = Math.min(WIDTH, size - index * WIDTH);
    const path = `${prefix}/tile/entries/${tilePath(index)}`;
    const { bytes, holds } = await read(source, path, width, MAX_BUNDLE);
    yield splitBundle(bytes, path, holds).slice(0, width);
  }
}

/** Checks every hash tile of the tree against the leaf hashes of its entries. */
export async function checkHashTiles(
  source: Source,
  prefix: string,
  leaves: Bytes[],
): Promise<void> {
  let hashes = leaves;
  for (let level = 0; hashes.length > 0; level++) {
    const next: Bytes[] = [];
    for (let index = 0; index * WIDTH < hashes.length; index++) {
      const expected = hashes.slice(index * WIDTH, (index + 1) * WIDTH);
      const path = `${prefix}/tile/${level}/${tilePath(index)}`;
      const { bytes, holds } = await read(source, path, expected.length, WIDTH * 32);
      if (bytes.length !== holds * 32) throw new TileError(`${path} has ${bytes.length} bytes`);
      if (!equal(bytes.subarray(0, expected.length * 32), Buffer.concat(expected))) {
        throw new TileError(`${path} does not hold the hashes of the tree`);
      }
      if (expected.length === WIDTH) next.push(tileRoot(expected));
    }
    hashes = next;
  }
}

function tileRoot(hashes: Bytes[]): Bytes {
  const range = new CompactRange();
  hashes.forEach((hash) => range.push(hash));
  return range.root();
}
