/** What the verifier in wasm answers: the types of bindings/wasm-verify as their JSON. */

export interface Titles {
  en: string;
  ky: string;
  ru: string;
}

export interface About {
  election: string;
  kind: 'real' | 'rehearsal' | 'demo';
  title: Titles;
  opens: string;
  closes: string;
  hotline: string[];
  revote: boolean;
  registrars: { id: string; name: string }[];
}

export interface DistrictName {
  council: Titles;
  number: number;
  name: Titles;
}

export type Scanned =
  { is: 'code'; shown: string } | { is: 'short' } | { is: 'other-kind' } | { is: 'mistyped' };

export interface LineName {
  number: number;
  name: string;
  given: string;
}

export type CheckCode =
  'check.malformed' | 'check.code' | 'check.proof' | 'check.encryption' | 'check.vote';

export type Opened =
  | { is: 'true'; district: DistrictName; marks: LineName[]; againstAll: boolean; void: string }
  | { is: 'false'; code: CheckCode; void?: string };

export type Typed =
  | { is: 'code'; shown: string; query: string }
  | { is: 'other-kind' }
  | { is: 'length' }
  | { is: 'letters'; places: number[] }
  | { is: 'checksum' };

export interface Proved {
  code: string;
  query: string;
  index: number;
  size: number;
  witnesses: number;
  quorum: number;
  district: DistrictName;
}

export type ReceiptCode =
  | 'receipt.malformed'
  | 'receipt.ballot'
  | 'receipt.inclusion'
  | 'receipt.checkpoint'
  | 'receipt.quorum';

export type Found =
  | { is: 'recorded' | 'final' | 'file' | 'void'; proof: Proved }
  | { is: 'unknown' }
  | { is: 'two' }
  | { is: 'other' }
  | { is: 'false'; code: ReceiptCode };

/** How far an audit is. */
export interface Far {
  log: string;
  done: number;
  total: number;
  entries: number;
}

/** The report of an audit, as `auditor --json` prints it. */
export interface Report {
  ok: boolean;
  /** How far the election had to have come. */
  goal: string;
  election?: string;
  kind?: About['kind'];
  title?: Titles;
  entries: number;
  recorded: number;
  counted: number;
  failures_total: number;
  failures: Failure[];
  districts: DistrictReport[];
}

/** What follows from a report and does not stand in it. */
export interface Notes {
  /**
   * What is said at the head; `unfinished`: all that is wrong is that there is no result yet; `foreign`: it is of
   * another election, whose keys are not known here.
   */
  verdict: 'passes' | 'so-far' | 'unfinished' | 'foreign' | 'fails';
  /** What is said of districts without counts. */
  uncounted: string;
  /** Rights that no counted ballot has used, of each district and registrar. */
  unused: number[][];
}

export interface Failure {
  code: string;
  log: string;
  entry?: number;
  expected: string;
  found: string;
}

export interface DistrictReport {
  district: number;
  council: Titles;
  number: number;
  name: Titles;
  ballots: number;
  issuance: { registrar: number | string; listed: number; issued: number }[];
  counts?: { candidate?: string; votes: number }[];
  tied?: number[];
}
