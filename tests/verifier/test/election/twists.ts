/** Where a test can cheat. */

import type { Bytes } from '../../src/bytes.js';
import type { CeremonyFaults } from '../dealers.js';
import type { Maker } from './maker.js';

export type Json = Record<string, unknown>;

/** Points at which a test can put something else in place of the honest thing. */
export interface Twists {
  revote?: 'none' | 'last-counts';
  minimumBallots?: number;
  ceremony?: CeremonyFaults;
  manifest?: (root: Json) => void;
  districtFile?: (file: Json) => void;
  /** All ballots to be logged, from the honest ones. */
  ballots?: (honest: Bytes[], maker: Maker) => Bytes[];
  opening?: (text: Json) => void;
  openingTime?: number;
  closing?: (text: Json) => void;
  closingTime?: number;
  tallyStatement?: (text: Json, trustee: number) => void;
  /** Payloads of shares of one trustee and district. */
  share?: (payload: Bytes, trustee: number, district: number) => Bytes[];
  sharesFirst?: boolean;
  result?: (districts: Json[]) => void;
  issuances?: (coms: Bytes[], registrar: number, district: number) => Bytes[];
  /** All entries of the log before it is signed. */
  entries?: (entries: Bytes[]) => Bytes[];
  witnesses?: number;
  files?: (files: Map<string, Bytes>) => void;
  extraDecision?: Json;
}
