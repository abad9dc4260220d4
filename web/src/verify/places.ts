/** Where a record is read from. All of this waits, as only a worker may. */

import type { Pieces, RecordFiles } from '../../generated/verify.js';
import type { Files } from './keeping.js';

/** What workers have, and the page's own types leave out. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** A server gave an answer that says nothing about the election. */
class NoAnswer extends Error {}

/** One request; `undefined` where there is no such file. */
function get(url: string): Uint8Array | undefined {
  const request = new XMLHttpRequest();
  request.open('GET', url, false);
  request.responseType = 'arraybuffer';
  try {
    request.send();
  } catch {
    throw new NoAnswer(url);
  }
  if (request.status === 404) return undefined;
  if (request.status !== 200) throw new NoAnswer(`${url}: ${request.status}`);
  return new Uint8Array(request.response as ArrayBuffer);
}

/**
 * The record that a ballot box serves. What only a registrar has the box answers with a redirection,
 * which browsers do not follow from one foreign origin to another: then the registrar is asked itself.
 */
export class ServerFiles implements RecordFiles {
  /** Everything that was read, if it shall be kept. */
  readonly seen: Files | null;
  /** Prefixes that registrars answer themselves. */
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
    if (folder === 'issuance')
      return this.issuance(name, path.slice(folder.length + name.length + 2));
    try {
      const found = get(`${this.box}/${path}`);
      if (found || folder !== 'blob') return found;
    } catch (fault) {
      if (folder !== 'blob') throw fault;
    }
    for (const registrar of this.registrars) {
      const found = get(`${registrar}/${path}`);
      if (found) return found;
    }
    return undefined;
  }

  private issuance(id: string, rest: string): Uint8Array | undefined {
    const known = this.elsewhere.get(id);
    if (known !== undefined) return get(`${known}/${rest}`);
    const place = this.ids.indexOf(id);
    const registrar = this.registrars[place];
    const own = `${this.box}/issuance/${id}`;
    try {
      const found = get(`${own}/${rest}`);
      if (found) this.elsewhere.set(id, own);
      if (found || registrar === undefined) return found;
    } catch (fault) {
      if (registrar === undefined) throw fault;
    }
    const found = get(`${registrar}/log/${rest}`);
    if (found) this.elsewhere.set(id, `${registrar}/log`);
    return found;
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
