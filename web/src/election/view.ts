/** What the verifier in wasm tells about an election (bindings/wasm-verify, `result.rs`). */

export type Titles = Record<string, string>;

export interface PublicView {
  /** Missing where no manifest is signed by the commission. */
  about?: About;
  day?: string;
  closes?: string;
  trustees: string[];
  entries: number;
  root: string;
  witnesses: number;
  seenAt?: number;
  isClosed: boolean;
  hasResult: boolean;
  document?: string;
  districts: District[];
  proofs: Ground[];
  failures: { code: string; entry?: number }[];
}

export interface About {
  election: string;
  kind: 'real' | 'rehearsal' | 'demo';
  title: Titles;
  opens: string;
  closes: string;
  hotline: string[];
}

export interface District {
  id: number;
  council: Titles;
  number: number;
  name: Titles;
  mandates: number;
  againstAll: boolean;
  candidates: Candidate[];
  ballots?: number;
  votes?: number[];
  tied: number[];
  /** SHA-256 of the signed file with its mandates and candidates. */
  file: string;
}

export interface Candidate {
  number: number;
  name: string;
  given: string;
  photo?: string;
}

/** An entry of the log on which the result rests. */
export interface Ground {
  step: 'closing' | 'tally-set' | 'share' | 'result';
  trustee?: number;
  district?: number;
  index: number;
  hash: string;
  tile: string;
}

/** Councils with their districts, in the order of the manifest. */
export function byCouncil(districts: District[]): { council: Titles; districts: District[] }[] {
  const councils: { council: Titles; districts: District[] }[] = [];
  for (const district of districts) {
    const same = ({ council }: { council: Titles }): boolean =>
      Object.keys(council).every((tag) => council[tag] === district.council[tag]);
    const known = councils.find(same);
    if (known) known.districts.push(district);
    else councils.push({ council: district.council, districts: [district] });
  }
  return councils;
}

/** A title in a language of the page. */
export function inLanguage(titles: Titles, language: string): string {
  return titles[language] ?? titles['ky'] ?? '';
}
