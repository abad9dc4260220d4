/** A log as it lies in a directory. */

import { type Bytes, concat } from '../../src/bytes.js';
import { CompactRange, leafHash } from '../../src/merkle.js';

export const entry = (type: number, payload: Bytes): Bytes =>
  concat(Uint8Array.of(1, type), payload);

/** The tiles of a log, by their paths. */
export function* logFiles(prefix: string, entries: Bytes[]): Generator<[string, Bytes]> {
  const suffix = (width: number): string => (width < 256 ? `.p/${width}` : '');
  for (let i = 0; i * 256 < entries.length; i++) {
    const part = entries.slice(256 * i, 256 * (i + 1));
    const bundle = part.map((e) => concat(Uint8Array.of(e.length >> 8, e.length & 255), e));
    const name = String(i).padStart(3, '0');
    yield [`${prefix}/tile/entries/${name}${suffix(part.length)}`, concat(...bundle)];
  }
  let hashes = entries.map(leafHash);
  for (let level = 0; hashes.length > 0; level++) {
    const next: Bytes[] = [];
    for (let i = 0; i * 256 < hashes.length; i++) {
      const part = hashes.slice(256 * i, 256 * (i + 1));
      const name = String(i).padStart(3, '0');
      yield [`${prefix}/tile/${level}/${name}${suffix(part.length)}`, concat(...part)];
      if (part.length === 256) {
        const range = new CompactRange();
        part.forEach((hash) => range.push(hash));
        next.push(range.root());
      }
    }
    hashes = next;
  }
}
