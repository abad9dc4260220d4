/** Texts, numbers and dates in the language of the page; all of them come from the verifier in wasm. */

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import * as verify from '../../generated/verify.js';
import type { Texts } from '../../generated/texts.js';

export type Key = keyof Texts;
/** Names of texts without variables. */
export type PlainKey = { [K in Key]: Texts[K] extends null ? K : never }[Key];
type Variables<K extends Key> = Texts[K] extends null ? [] : [variables: Texts[K]];

const LANGUAGE = 'language';

export class Words {
  constructor(readonly language: string) {}

  /** A text; a name that is not there, or a forgotten variable, does not compile. */
  text<K extends Key>(key: K, ...variables: Variables<K>): string {
    return verify.text(this.language, key, variables[0]);
  }

  /** A whole number in groups of three. */
  number(value: number): string {
    return verify.number(this.language, value);
  }

  /** The share of a whole. */
  percent(part: number, whole: number): string {
    return verify.percent(this.language, part, whole);
  }

  duration(seconds: number): string {
    return verify.duration(this.language, seconds);
  }

  /** Day and time of an instant in a document. */
  moment(instant: string): string {
    return verify.moment(instant);
  }

  /** A day of a document, in words. */
  longDay(day: string): string {
    return verify.longDay(this.language, day);
  }

  /** From when to when people vote; with the days where not all of it is on voting day. */
  hours(day: string, opens: string, closes: string): string {
    return verify.hours(this.language, day, opens, closes);
  }

  /** Day and time of a time in seconds since 1970. */
  momentOf(seconds: number): string {
    return verify.momentOf(seconds);
  }
}

/** The language that was chosen here last, on any of the pages; Kyrgyz without. */
export function rememberedLanguage(): string {
  const tag = keptLanguage();
  return verify.languages().includes(tag) ? tag : 'ky';
}

/** What was kept as the language, whatever it is: also where the verifier does not run. */
export function keptLanguage(): string {
  try {
    return localStorage.getItem(LANGUAGE) ?? '';
  } catch {
    // Kyrgyz, the state language.
    return '';
  }
}

export function rememberLanguage(tag: string): void {
  try {
    localStorage.setItem(LANGUAGE, tag);
  } catch {
    // It is asked for again next time.
  }
}

export const WordsContext = createContext<Words | null>(null);

/** The texts in the language of the page. */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error('a part is drawn outside the page');
  return words;
}
