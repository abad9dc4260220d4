/** RFC 6962 Merkle trees as compact ranges and proofs. */

import { type Bytes, concat, equal } from './bytes.js';
import { sha256 } from './hash.js';

export const leafHash = (data: Bytes): Bytes => sha256(concat(Uint8Array.of(0), data));
export const nodeHash = (left: Bytes, right: Bytes): Bytes =>
  sha256(concat(Uint8Array.of(1), left, right));

/** The hashes of the largest full subtrees of a growing tree, left to right. */
export class CompactRange {
  private readonly nodes: { height: number; hash: Bytes }[] = [];
  size = 0;

  push(leaf: Bytes): void {
    let node = { height: 0, hash: leaf };
    for (let last = this.nodes.at(-1); last?.height === node.height; last = this.nodes.at(-1)) {
      this.nodes.pop();
      node = { height: node.height + 1, hash: nodeHash(last.hash, node.hash) };
    }
    this.nodes.push(node);
    this.size++;
  }

  /** A copy that grows on its own. */
  clone(): CompactRange {
    const copy = new CompactRange();
    copy.nodes.push(...this.nodes);
    copy.size = this.size;
    return copy;
  }

  root(): Bytes {
    const [last, ...rest] = [...this.nodes].reverse();
    if (last === undefined) return sha256(new Uint8Array(0));
    return rest.reduce((right, left) => nodeHash(left.hash, right), last.hash);
  }
}

export function merkleRoot(leaves: Iterable<Bytes>): Bytes {
  const range = new CompactRange();
  for (const leaf of leaves) range.push(leafHash(leaf));
  return range.root();
}

/** Root that an inclusion proof leads to (RFC 9162 §2.1.3.2), or undefined. */
export function rootFromInclusion(
  leaf: Bytes,
  index: number,
  size: number,
  proof: Bytes[],
): Bytes | undefined {
  if (index >= size) return undefined;
  let fn = BigInt(index);
  let sn = BigInt(size) - 1n;
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0n) return undefined;
    if ((fn & 1n) === 1n || fn === sn) {
      hash = nodeHash(sibling, hash);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n ? hash : undefined;
}

/** Does the proof show that the tree of `oldSize` is a prefix of that of `newSize`? (RFC 9162 §2.1.4.2) */
export function consistencyHolds(
  oldSize: number,
  oldRoot: Bytes,
  newSize: number,
  newRoot: Bytes,
  proof: Bytes[],
): boolean {
  if (oldSize > newSize) return false;
  if (oldSize === newSize) return proof.length === 0 && equal(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0;
  const path = [...proof];
  let fn = BigInt(oldSize) - 1n;
  let sn = BigInt(newSize) - 1n;
  while ((fn & 1n) === 1n) {
    fn >>= 1n;
    sn >>= 1n;
  }
  const first = fn === 0n ? oldRoot : path.shift();
  if (first === undefined) return false;
  let oldHash = first;
  let newHash = first;
  for (const node of path) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      oldHash = nodeHash(node, oldHash);
      newHash = nodeHash(node, newHash);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      newHash = nodeHash(newHash, node);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && equal(oldHash, oldRoot) && equal(newHash, newRoot);
}
