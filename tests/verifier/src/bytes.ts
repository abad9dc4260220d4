/** Byte strings: encodings, comparison and a bounded reader (docs/protocol.md §2). */

import { bytesToHex } from '@noble/hashes/utils.js';

export type Bytes = Uint8Array;

/** Thrown when bytes from outside do not have the layout that the specification demands. */
export class FormatError extends Error {}

const encoder = new TextEncoder();

export const utf8 = (text: string): Bytes => encoder.encode(text);

/** Strict UTF-8; a byte order mark is kept as a character. */
export function decodeUtf8(bytes: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FormatError('not UTF-8');
  }
}

export const hex = (bytes: Bytes): string => bytesToHex(bytes);

/** Lower-case hexadecimal only. */
export function fromHex(text: string, length?: number): Bytes {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new FormatError('not lower-case hexadecimal');
  if (length !== undefined && text.length !== 2 * length) {
    throw new FormatError(`expected ${length} bytes of hexadecimal`);
  }
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

export const base64 = (bytes: Bytes): string => Buffer.from(bytes).toString('base64');

/** RFC 4648 §4 with padding and with zero trailing bits: the one encoding of its bytes. */
export function fromBase64(text: string): Bytes {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  if (base64(bytes) !== text) throw new FormatError('not canonical base64');
  return bytes;
}

export function concat(...parts: Bytes[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const equal = (a: Bytes, b: Bytes): boolean => Buffer.compare(a, b) === 0;
export const compare = (a: Bytes, b: Bytes): number => Buffer.compare(a, b);

function littleEndian(value: bigint, length: number): Bytes {
  if (value < 0n || value >> BigInt(8 * length) !== 0n) throw new RangeError('integer range');
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return out;
}

export const u8 = (value: number): Bytes => littleEndian(BigInt(value), 1);
export const u16 = (value: number): Bytes => littleEndian(BigInt(value), 2);
export const u32 = (value: number): Bytes => littleEndian(BigInt(value), 4);
export const u64 = (value: number | bigint): Bytes => littleEndian(BigInt(value), 8);
export const u256 = (value: bigint): Bytes => littleEndian(value, 32);

export const fromLittleEndian = (bytes: Bytes): bigint =>
  bytes.length === 0 ? 0n : BigInt('0x' + hex(Uint8Array.from(bytes).reverse()));

/** Reads a fixed layout from front to back; every read is bounds-checked. */
export class Reader {
  private at = 0;
  constructor(private readonly bytes: Bytes) {}

  take(length: number): Bytes {
    if (length > this.bytes.length - this.at) throw new FormatError('too short');
    const part = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return part;
  }
  u8 = (): number => Number(fromLittleEndian(this.take(1)));
  u16 = (): number => Number(fromLittleEndian(this.take(2)));
  u32 = (): number => Number(fromLittleEndian(this.take(4)));
  u64 = (): bigint => fromLittleEndian(this.take(8));
  get position(): number {
    return this.at;
  }
  rest = (): Bytes => this.take(this.bytes.length - this.at);
  end(): void {
    if (this.at !== this.bytes.length) throw new FormatError('bytes after the end');
  }
}
