/** Where a record is read from. All of this waits, as only a worker may. */

import type { Pieces, RecordFiles } from '../../generated/verify.js';
import { readFile } from '../pages/reading.js';
import type { Files } from './keeping.js';

/** What workers have, and the page's own types leave out. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/**
 * The first of these addresses that has the file. That there is none is known only where every one of them
 * has answered.
 */
function firstOf(urls: Iterable<string>): { url: string; bytes: Uint8Array } | undefined {
  let fault: unknown;
  for (const url of urls) {
    try {
      const bytes = readFile(url);
      if (bytes) return { url, bytes };
    } catch (reason) {
      fault ??= reason;
    }
  }
  if (fault !== undefined) throw fault;
  return undefined;
}

/**
 * The record that a ballot box serves. What only a registrar has the box answers with a redirection, which
 * leads nowhere where the page may not ask the address that the registrar calls its own: then it is asked at
 * the address that the page knows.
 */
export class ServerFiles implements RecordFiles {
  /** Everything that was read, if it shall be kept. */
  readonly seen: Files | null;
  /** Prefixes of the registrars' logs, as soon as one of them has answered. */
  private readonly elsewhere = new Map<string, string>();

  constructor(
    private readonly box: string,
    private readonly registrars: string[],
    /** Ids of the registrars, in the order of their addresses, where they are known. */
    private readonly ids: string[],
    keep: boolean,
  ) {
    this.seen = keep ? new Map() : null;
  }

  read(path: string): Uint8Array | undefined {
    const bytes = this.find(path);
    if (bytes) this.seen?.set(path, bytes.slice());
    return bytes;
  }

  private find(path: string): Uint8Array | undefined {
    const [folder = '', name = ''] = path.split('/');
    const rest = path.slice(folder.length + name.length + 2);
    if (folder === 'issuance') return this.issuance(name, rest);
    const elsewhere = folder === 'blob' ? this.registrars : [];
    return firstOf([this.box, ...elsewhere].map((server) => `${server}/${path}`))?.bytes;
  }

  private issuance(id: string, rest: string): Uint8Array | undefined {
    const known = this.elsewhere.get(id);
    if (known !== undefined) return readFile(`${known}/${rest}`);
    const logs = [`${this.box}/issuance/${id}`];
    const registrar = this.registrars[this.ids.indexOf(id)];
    if (registrar !== undefined) logs.push(`${registrar}/log`);
    const found = firstOf(logs.map((log) => `${log}/${rest}`));
    if (found) this.elsewhere.set(id, found.url.slice(0, -rest.length - 1));
    return found?.bytes;
  }
}

/** What was kept of a record. */
export class KeptFiles implements RecordFiles {
  constructor(private readonly files: Files) {}

  read(path: string): Uint8Array | undefined {
    return this.files.get(path);
  }
}

/** A file on this device, of which only the pieces that are needed come into memory. */
export class FilePieces implements Pieces {
  private readonly reader = new FileReaderSync();

  constructor(private readonly file: Blob) {}

  size(): number {
    return this.file.size;
  }

  piece(offset: number, length: number): Uint8Array {
    return new Uint8Array(this.reader.readAsArrayBuffer(this.file.slice(offset, offset + length)));
  }
}
