/** Where the election directory of §13 is read from: a folder, a URL prefix or a tar archive. */

import { open, stat } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bytes, FormatError, compare, decodeUtf8, utf8 } from './bytes.js';

export interface Source {
  /** The file's bytes, or undefined if it is absent. Longer than `limit` counts as absent. */
  get(path: string, limit: number): Promise<Bytes | undefined>;
}

/** A place that cannot be read as an election directory at all. */
export class SourceError extends Error {}

const isAbsent = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

function folder(root: string): Source {
  return {
    async get(path, limit) {
      try {
        const file = await open(join(root, path));
        try {
          const info = await file.stat();
          if (!info.isFile() || info.size > limit) return undefined;
          return new Uint8Array(await file.readFile());
        } finally {
          await file.close();
        }
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    },
  };
}

function website(prefix: string): Source {
  const base = prefix.endsWith('/') ? prefix : `${prefix}/`;
  return {
    async get(path, limit) {
      const response = await fetch(base + path, { signal: AbortSignal.timeout(60_000) });
      if (response.status === 404 || response.status === 410) {
        await response.body?.cancel();
        return undefined;
      }
      if (!response.ok || response.body === null) {
        throw new SourceError(`${path}: HTTP status ${response.status}`);
      }
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        length += chunk.length;
        if (length > limit) return undefined;
        chunks.push(chunk);
      }
      return new Uint8Array(Buffer.concat(chunks));
    },
  };
}

/** A ustar archive of regular files in ascending order of their names, as §13 lays down. */
export function archive(tar: Bytes): Source {
  const files = new Map<string, Bytes>();
  let previous: Bytes | undefined;
  let at = 0;
  const block = (): Bytes => {
    if (at + 512 > tar.length) throw new FormatError('the archive is cut off');
    return tar.subarray(at, (at += 512));
  };
  for (let header = block(); header.some((byte) => byte !== 0); header = block()) {
    const { name, size } = parseHeader(header);
    const nameBytes = utf8(name);
    if (previous !== undefined && compare(previous, nameBytes) >= 0) {
      throw new FormatError(`${name} is not in ascending order`);
    }
    previous = nameBytes;
    if (size > tar.length - at) throw new FormatError('the archive is cut off');
    files.set(name, tar.subarray(at, at + size));
    at += Math.ceil(size / 512) * 512;
  }
  // The archive ends with two blocks of zeros.
  block();
  if (tar.subarray(at - 512).some((byte) => byte !== 0))
    throw new FormatError('bytes after the archive');
  return {
    get: (path, limit) => {
      const bytes = files.get(path);
      return Promise.resolve(bytes !== undefined && bytes.length <= limit ? bytes : undefined);
    },
  };
}

function parseHeader(header: Bytes): { name: string; size: number } {
  const text = (from: number, length: number): string => {
    const field = header.subarray(from, from + length);
    const end = field.indexOf(0);
    return decodeUtf8(end < 0 ? field : field.subarray(0, end));
  };
  const octal = (from: number, length: number): number => {
    const digits = text(from, length).trim();
    if (!/^[0-7]*$/.test(digits)) throw new FormatError('a tar number that is not octal');
    return digits === '' ? 0 : parseInt(digits, 8);
  };
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (octal(148, 8) !== sum) throw new FormatError('a tar header with a wrong checksum');
  if (text(257, 6) !== 'ustar') throw new FormatError('not a ustar archive');
  const type = header[156];
  if (type !== 0x30 && type !== 0) throw new FormatError('something else than a regular file');
  if (
    octal(100, 8) !== 0o644 ||
    octal(108, 8) !== 0 ||
    octal(116, 8) !== 0 ||
    octal(136, 12) !== 0
  ) {
    throw new FormatError('a mode, owner, group or time other than §13 lays down');
  }
  const prefix = text(345, 155);
  const name = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  if (name === '') throw new FormatError('a file without a name');
  return { name, size: octal(124, 12) };
}

export async function openSource(place: string): Promise<Source> {
  if (/^https?:\/\//.test(place)) return website(place);
  let info;
  try {
    info = await stat(place);
  } catch {
    throw new SourceError(`${place}: no such folder or archive`);
  }
  if (info.isDirectory()) return folder(place);
  try {
    return archive(new Uint8Array(readFileSync(place)));
  } catch (error) {
    if (error instanceof FormatError) throw new SourceError(`${place}: ${error.message}`);
    throw error;
  }
}
