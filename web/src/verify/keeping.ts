/**
 * What this browser keeps for the verifier: the election's signed files, so that a file with a vote
 * can be checked without a connection; an audit that was begun, with the key that seals it; and which
 * ballots were opened to check a device, so that it is seen when one of them is recorded. None of it is
 * secret, and what a server could say is verified again when it is used.
 */

const DATABASE = 'shailoo-verify';
const STORE = 'kept';
const KEY = 'state-key';
const AUDIT = { server: 'audit-of-server', archive: 'audit-of-archive' };
const RECORD = 'record';
const VOIDS = 'voids';

export type Goal = 'result' | 'voting';
/** Where a record is read from. An audit of the one leaves that of the other alone. */
export type Place = 'server' | 'archive';

/** An audit that can be gone on with. */
export interface SavedAudit {
  state: Uint8Array;
  goal: Goal;
  /** The archive that it reads; `null` for the server. */
  archive: string | null;
  entries: number;
  total: number;
  /** Milliseconds that it has taken so far. */
  took: number;
  /** Seconds since 1970. */
  when: number;
}

/** Where an audit with this archive, or with none, reads from. */
export function placeOf(archive: unknown): Place {
  return archive === null ? 'server' : 'archive';
}

/** Files of an election's record, by name. */
export type Files = Map<string, Uint8Array>;

export class Keeping {
  private constructor(private readonly database: IDBDatabase) {}

  static async open(): Promise<Keeping> {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    return new Keeping(await done(opening));
  }

  /** The key that seals audits in this browser; made when there is none. */
  async stateKey(make: () => Uint8Array): Promise<Uint8Array> {
    const kept = await this.get<Uint8Array>(KEY);
    if (kept) return kept;
    const made = make();
    await this.put(KEY, made);
    return made;
  }

  audit(place: Place): Promise<SavedAudit | undefined> {
    return this.get<SavedAudit>(AUDIT[place]);
  }

  keepAudit(audit: SavedAudit): Promise<void> {
    return this.put(AUDIT[placeOf(audit.archive)], audit);
  }

  forgetAudit(place: Place): Promise<void> {
    return this.put(AUDIT[place], undefined);
  }

  record(): Promise<Files | undefined> {
    return this.get<Files>(RECORD);
  }

  keepRecord(files: Files): Promise<void> {
    return this.put(RECORD, files);
  }

  /** Codes of ballots that were opened here to check a device. */
  async voids(): Promise<string[]> {
    return (await this.get<string[]>(VOIDS)) ?? [];
  }

  async keepVoid(code: string): Promise<void> {
    const voids = new Set(await this.voids());
    await this.put(VOIDS, [...voids.add(code)]);
  }

  private async get<T>(name: string): Promise<T | undefined> {
    const store = this.database.transaction(STORE).objectStore(STORE);
    return done(store.get(name) as IDBRequest<T | undefined>);
  }

  private put(name: string, value: unknown): Promise<void> {
    const transaction = this.database.transaction(STORE, 'readwrite');
    const store = transaction.objectStore(STORE);
    if (value === undefined) store.delete(name);
    else store.put(value, name);
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('nothing was written'));
    });
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database failed'));
  });
}
