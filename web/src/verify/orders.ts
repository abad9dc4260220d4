/** What the page asks its worker, and what the worker tells. */

import type { Far } from './answers.js';
import type { Goal, Place, SavedAudit } from './keeping.js';

export interface Servers {
  ballotBox: string;
  registrars: string[];
  app: Uint8Array;
}

export type Order =
  | { do: 'open'; servers: Servers }
  | { do: 'scanned'; text: string }
  | { do: 'opened'; scanned: string; opening: Uint8Array }
  | { do: 'typed'; text: string }
  | { do: 'answered'; query: string; answer: Uint8Array }
  | { do: 'cipher'; bytes: Uint8Array }
  | { do: 'saved' }
  | { do: 'forget'; place: Place }
  /** Without a goal the log itself says how far it has come. */
  | { do: 'audit'; servers: Servers; archive: File | null; goal: Goal | null; resume: boolean }
  | { do: 'pause' };

/** The answer to an order, or why there is none. */
export type Reply =
  | { id: number; answer: unknown }
  | { id: number; fault: string; message: string }
  | { far: Far }
  /** This audit is gone when the page is. */
  | { passing: true };

/** How an order to audit ends. */
export type AuditEnd =
  /** `claimed`: the election that the record says it is of, verified or not. */
  | { is: 'over'; report: string; claimed: string | undefined; took: number }
  | { is: 'paused'; saved: SavedAudit };
