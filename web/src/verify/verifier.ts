/** The page's side of its worker. */

import workerUrl from './worker.ts?worker&url';
import type { AppFile } from '../pages/app.js';
import { ask } from '../pages/reading.js';
import { startWorker } from '../pages/workers.js';
import type { About, Far, Found, Opened, Scanned, Typed } from './answers.js';
import type { Goal, Place, SavedAudit } from './keeping.js';
import type { AuditEnd, Order, Reply, Servers } from './orders.js';

/** The vote ciphers of the few votes that can have one code. */
const MAX_ANSWER = 2 ** 20;

/** Why an order was not carried out; `name` is what the verifier calls it. */
export class Refusal extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

export class Verifier {
  private readonly worker = startWorker(workerUrl);
  private readonly waiting = new Map<
    number,
    { resolve: (answer: unknown) => void; reject: (reason: Refusal) => void }
  >();
  private next = 0;
  /** Told how far an audit is. */
  onFar: (far: Far) => void = () => undefined;
  /** Told that this browser keeps nothing of an audit. */
  onPassing: () => void = () => undefined;

  constructor(private readonly app: AppFile) {
    this.worker.onmessage = (message: MessageEvent<Reply>) => {
      const reply = message.data;
      if ('far' in reply) {
        this.onFar(reply.far);
        return;
      }
      if ('passing' in reply) {
        this.onPassing();
        return;
      }
      const one = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if ('fault' in reply) one?.reject(new Refusal(reply.fault, reply.message));
      else one?.resolve(reply.answer);
    };
    this.worker.onerror = () => {
      for (const one of this.waiting.values()) one.reject(new Refusal('worker', ''));
      this.waiting.clear();
    };
  }

  end(): void {
    this.worker.terminate();
  }

  async open(): Promise<{ about: About; kept: boolean; hasResult: boolean }> {
    const { about, ...rest } = await this.ask<{
      about: string;
      kept: boolean;
      hasResult: boolean;
    }>({ do: 'open', servers: this.servers() });
    return { about: JSON.parse(about) as About, ...rest };
  }

  scanned(text: string): Promise<Scanned> {
    return this.read({ do: 'scanned', text });
  }

  opened(scanned: string, opening: Uint8Array): Promise<Opened> {
    return this.read({ do: 'opened', scanned, opening });
  }

  typed(text: string): Promise<Typed> {
    return this.read({ do: 'typed', text });
  }

  /** Asks the ballot box about a code, and verifies what it answers. */
  async look(query: string): Promise<Found> {
    const url = `${this.app.ballotBox}/v1/codes/${encodeURIComponent(query)}`;
    const { status, bytes } = await ask(url, 'no-store', MAX_ANSWER).catch(() => {
      throw new Refusal('no-answer', '');
    });
    if (status === 429 || status === 503) throw new Refusal('busy', '');
    if (status !== 200) throw new Refusal('no-answer', '');
    return this.read({ do: 'answered', query, answer: bytes });
  }

  cipher(bytes: Uint8Array): Promise<Found> {
    return this.read({ do: 'cipher', bytes });
  }

  /** Audits that can be gone on with, at most one of each place. */
  saved(): Promise<SavedAudit[]> {
    return this.ask({ do: 'saved' });
  }

  forget(place: Place): Promise<void> {
    return this.ask({ do: 'forget', place });
  }

  /** Without a goal the log itself says how far it has come. */
  audit(archive: File | null, goal: Goal | null, resume: boolean): Promise<AuditEnd> {
    return this.ask({ do: 'audit', servers: this.servers(), archive, goal, resume });
  }

  pause(): Promise<void> {
    return this.ask({ do: 'pause' });
  }

  private servers(): Servers {
    // The worker has another address than the page.
    const absolute = (url: string): string => new URL(url, location.href).href.replace(/\/+$/, '');
    return {
      ballotBox: absolute(this.app.ballotBox),
      registrars: this.app.registrars.map(absolute),
      app: this.app.bytes,
    };
  }

  private async read<T>(order: Order): Promise<T> {
    return JSON.parse(await this.ask<string>(order)) as T;
  }

  private ask<T>(order: Order): Promise<T> {
    const id = this.next;
    this.next += 1;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.worker.postMessage({ id, order });
    });
  }
}
