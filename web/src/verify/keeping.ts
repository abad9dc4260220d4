/**
 * What this browser keeps for the verifier: the election's signed files, so that a file with a vote
 * can be checked without a connection; an audit that was begun, with the key that seals it; and which
 * ballots were opened to check a device, so that it is seen when one of them is recorded. None of it is
 * secret, and what a server could say is verified again when it is used.
 *
 * A browser that keeps nothing, because that is forbidden or its disk is full, hinders nobody: then everything
 * is kept in memory, as long as the worker lives.
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
  /** Milliseconds that it has taken so far. */
  took: number;
  /** Seconds since 1970. */
  when: number;
}

/** Where an audit with this archive, or with none, reads from. */
export function placeOf(archive: unknown): Place {
  return archive === null ? 'server' : 'archive';
}

/** What the browser itself has refused to keep. */
const memory = new Map<string, unknown>();

/** Files of an election's record, by name. */
export type Files = Map<string, Uint8Array>;

export class Keeping {
  private constructor(private readonly database: IDBDatabase | null) {}

  static async open(): Promise<Keeping> {
    return new Keeping(await openDatabase().catch(() => null));
  }

  /** Whether what is kept outlives this page. */
  get lasts(): boolean {
    return this.database !== null && memory.size === 0;
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
    if (memory.has(name)) return memory.get(name) as T;
    return this.database ? read<T>(this.database, name).catch(() => undefined) : undefined;
  }

  private async put(name: string, value: unknown): Promise<void> {
    const isKept = this.database !== null && (await wasWritten(this.database, name, value));
    if (isKept || value === undefined) memory.delete(name);
    else memory.set(name, value);
  }
}

function openDatabase(): Promise<IDBDatabase> {
  // Also what is thrown at once is a refusal.
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    done(opening).then(resolve, reject);
  });
}

async function read<T>(database: IDBDatabase, name: string): Promise<T | undefined> {
  const store = database.transaction(STORE).objectStore(STORE);
  return done(store.get(name) as IDBRequest<T | undefined>);
}

function wasWritten(database: IDBDatabase, name: string, value: unknown): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    const transaction = database.transaction(STORE, 'readwrite');
    transaction.oncomplete = () => resolve(true);
    transaction.onabort = () => resolve(false);
    const store = transaction.objectStore(STORE);
    if (value === undefined) store.delete(name);
    else store.put(value, name);
  }).catch(() => false);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database failed'));
  });
}
