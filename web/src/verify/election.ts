/** The election that this page checks, once its manifest is verified. */

import type { PlainKey, Words } from '../pages/words.js';
import type { About, DistrictName, Titles } from './answers.js';
import type { Verifier } from './verifier.js';

export class Election {
  constructor(
    readonly about: About,
    /** Without a connection: what this browser had kept. */
    readonly kept: boolean,
    readonly verifier: Verifier,
  ) {}

  /** Numbers to call. */
  get hotline(): string {
    return this.about.hotline.join(', ');
  }

  district(words: Words, district: DistrictName): string {
    return words.text('vote-check-district', {
      council: titled(words, district.council),
      number: district.number,
      name: titled(words, district.name),
    });
  }
}

/** What is said over everything of an election that is none. */
export function bandOf(kind: About['kind'] | undefined): PlainKey | null {
  if (kind === 'demo') return 'banner-demo';
  return kind === 'rehearsal' ? 'banner-rehearsal' : null;
}

/** A document's name in the language of the page. */
export function titled(words: Words, titles: Titles): string {
  if (words.language === 'ru') return titles.ru;
  return words.language === 'en' ? titles.en : titles.ky;
}
