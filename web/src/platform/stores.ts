/**
 * What the core keeps on this device: two stores in IndexedDB, every value sealed by AES-GCM under a
 * key of WebCrypto that no script can read out. The core works on a copy in memory that is loaded
 * before it starts; what changed is written in one transaction, and awaited until it is on the disk.
 */

import type { StoredRecord } from '../../generated/shailoo.js';

const DATABASE = 'menin-shailoom';
const KEYS = 'keys';
const SEALED = 'sealed';
const KEY = 'vault';
const NONCE_BYTES = 12;

/** Sealed bytes as they lie in the database. */
interface Sealed {
  nonce: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

export class Stores {
  private constructor(
    private readonly database: IDBDatabase,
    private readonly key: CryptoKey,
  ) {}

  static async open(): Promise<Stores> {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(KEYS);
      opening.result.createObjectStore(SEALED);
    };
    const database = await done(opening);
    // Without this a browser that lacks room may erase everything. It may refuse, or ask the voter and
    // wait for the answer; voting goes on meanwhile.
    navigator.storage?.persist?.().catch(() => undefined);
    return new Stores(database, await keyOf(database));
  }

  /** Everything that can be read. What cannot is left out; the core begins that anew. */
  async load(): Promise<StoredRecord[]> {
    const store = this.database.transaction(SEALED).objectStore(SEALED);
    const [places, values] = await Promise.all([
      done(store.getAllKeys()),
      done(store.getAll() as IDBRequest<Sealed[]>),
    ]);
    const opened = values.map(async (sealed, index): Promise<StoredRecord[]> => {
      const place = String(places[index]);
      const [kind, name] = split(place);
      if (kind !== 'secrets' && kind !== 'records') return [];
      try {
        return [[kind, name, await this.unseal(place, sealed)]];
      } catch {
        return [];
      }
    });
    return (await Promise.all(opened)).flat();
  }

  /** Writes all or none; ends when it is on the disk. */
  async write(records: StoredRecord[]): Promise<void> {
    // A transaction ends by itself while something else is awaited: sealing comes first.
    const ready = await Promise.all(
      records.map(async ([kind, name, bytes]) => {
        const place = `${kind}/${name}`;
        return { place, sealed: bytes && (await this.seal(place, bytes)) };
      }),
    );
    const transaction = this.database.transaction(SEALED, 'readwrite', { durability: 'strict' });
    const store = transaction.objectStore(SEALED);
    for (const { place, sealed } of ready) {
      if (sealed) store.put(sealed, place);
      else store.delete(place);
    }
    // Commit point. A crash before leaves every record as it was, a crash after all of them as they
    // are now; the core sends nothing before this has ended.
    await ended(transaction);
  }

  private async seal(place: string, bytes: Uint8Array): Promise<Sealed> {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const sealed = await crypto.subtle.encrypt(
      algorithm(place, nonce),
      this.key,
      bytes as BufferSource,
    );
    return { nonce, bytes: sealed };
  }

  private async unseal(place: string, sealed: Sealed): Promise<Uint8Array> {
    return new Uint8Array(
      await crypto.subtle.decrypt(algorithm(place, sealed.nonce), this.key, sealed.bytes),
    );
  }
}

/** The place is sealed with the bytes, so that records cannot be exchanged. */
function algorithm(place: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(place) };
}

async function keyOf(database: IDBDatabase): Promise<CryptoKey> {
  const kept = await done(
    database.transaction(KEYS).objectStore(KEYS).get(KEY) as IDBRequest<CryptoKey | undefined>,
  );
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  const transaction = database.transaction(KEYS, 'readwrite', { durability: 'strict' });
  transaction.objectStore(KEYS).put(made, KEY);
  await ended(transaction);
  return made;
}

function split(place: string): [string, string] {
  const slash = place.indexOf('/');
  return [place.slice(0, slash), place.slice(slash + 1)];
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database failed'));
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('nothing was written'));
  });
}
