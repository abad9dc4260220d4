/**
 * Strict JSON documents (§2): bytes = JCS(parse(bytes)), and a small vocabulary of types.
 *
 * A duplicate member cannot survive the comparison with the canonical form, since parsing keeps one
 * of the two; neither can a number with two spellings, a byte order mark or white space.
 */

import canonicalize from 'canonicalize';
import { type Bytes, FormatError, decodeUtf8, equal, fromHex, utf8 } from './bytes.js';

export type Check<T> = (value: unknown) => T;

export function jcs(value: unknown): Bytes {
  const text = canonicalize(value);
  if (text === undefined) throw new FormatError('not representable in JSON');
  return utf8(text);
}

/** Nesting deeper than any document of the protocol is refused before it is parsed. */
const MAX_DEPTH = 16;

function refuseDeepNesting(text: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (inString) {
      if (c === '\\') i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{' || c === '[') {
      if (++depth > MAX_DEPTH) throw new FormatError('nested too deeply');
    } else if (c === '}' || c === ']') depth--;
  }
}

function refuseForeignValues(value: unknown): void {
  if (value === null) throw new FormatError('null');
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new FormatError('a number that is not an integer in 0…2^53−1');
    }
  } else if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new FormatError('a lone surrogate');
    if (value.normalize('NFC') !== value) throw new FormatError('a string that is not NFC');
  } else if (Array.isArray(value)) {
    value.forEach(refuseForeignValues);
  } else if (typeof value === 'object') {
    for (const [key, member] of Object.entries(value as object)) {
      refuseForeignValues(key);
      refuseForeignValues(member);
    }
  }
}

/** Parses a canonical JSON document of the given type, or throws a FormatError. */
export function parseDocument<T>(bytes: Bytes, check: Check<T>): T {
  const text = decodeUtf8(bytes);
  refuseDeepNesting(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FormatError('not JSON');
  }
  refuseForeignValues(value);
  if (!equal(jcs(value), bytes)) throw new FormatError('not canonical JSON');
  return check(value);
}

export const integer =
  (min: number, max: number = Number.MAX_SAFE_INTEGER): Check<number> =>
  (value) => {
    if (typeof value !== 'number' || value < min || value > max) {
      throw new FormatError(`expected an integer in ${min}…${max}`);
    }
    return value;
  };

export const U32 = integer(0, 0xffff_ffff);

export const boolean: Check<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new FormatError('expected true or false');
  return value;
};

function boundedString(value: unknown, maxBytes: number): string {
  if (typeof value !== 'string') throw new FormatError('expected a string');
  const length = utf8(value).length;
  if (length < 1 || length > maxBytes)
    throw new FormatError(`expected 1…${maxBytes} bytes of text`);
  return value;
}

export const string: Check<string> = (value) => {
  const text = boundedString(value, 1000);
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text)) throw new FormatError('a control character');
  return text;
};

/** The text of a signed note inside a document: lines, and up to the size of a note. */
export const noteText: Check<string> = (value) => {
  const text = boundedString(value, 60_000);
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(text)) {
    throw new FormatError('a control character');
  }
  return text;
};

export const hexBytes =
  (length?: number): Check<Bytes> =>
  (value) => {
    if (typeof value !== 'string') throw new FormatError('expected hexadecimal');
    return fromHex(value, length);
  };

export const literal =
  <const T extends string>(...texts: T[]): Check<T> =>
  (value) => {
    const found = texts.find((text) => text === value);
    if (found === undefined) throw new FormatError(`expected ${texts.join(' or ')}`);
    return found;
  };

/** Note key names (C2SP signed-note): not empty, no Unicode space, no plus. */
export const keyName: Check<string> = (value) => {
  const text = string(value);
  if (/[\p{White_Space}+]/u.test(text)) throw new FormatError('not a note key name');
  return text;
};

export const day: Check<string> = (value) => {
  const text = string(value);
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) throw new FormatError('expected a day');
  const date = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) {
    throw new FormatError('a day that does not exist');
  }
  return text;
};

/** An instant, as seconds since 1970. */
export const instant: Check<number> = (value) => {
  const text = string(value);
  const match = /^(.{10})T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.exec(text);
  if (match === null) throw new FormatError('expected an instant');
  day(match[1]);
  return Date.parse(text) / 1000;
};

export const formatInstant = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

export const array =
  <T>(item: Check<T>, min: number, max: number): Check<T[]> =>
  (value) => {
    if (!Array.isArray(value)) throw new FormatError('expected an array');
    if (value.length < min || value.length > max) {
      throw new FormatError(`expected an array of ${min}…${max} items`);
    }
    return value.map((element: unknown) => item(element));
  };

/** Marks a member that may be left out. */
export interface Optional<T> {
  optional: Check<T>;
}
export const optional = <T>(check: Check<T>): Optional<T> => ({ optional: check });

type Shape = Record<string, Check<unknown> | Optional<unknown>>;
type Shaped<S extends Shape> = {
  [K in keyof S as S[K] extends Optional<unknown> ? never : K]: S[K] extends Check<infer T>
    ? T
    : never;
} & {
  [K in keyof S as S[K] extends Optional<unknown> ? K : never]?: S[K] extends Optional<infer T>
    ? T
    : never;
};

export const object =
  <S extends Shape>(shape: S): Check<Shaped<S>> =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new FormatError('expected an object');
    }
    const given = new Map<string, unknown>(Object.entries(value));
    const out: Record<string, unknown> = {};
    for (const [name, check] of Object.entries(shape)) {
      const member = given.get(name);
      const required = typeof check === 'function';
      if (member === undefined) {
        if (required) throw new FormatError(`member ${name} is missing`);
        continue;
      }
      given.delete(name);
      try {
        out[name] = required ? check(member) : check.optional(member);
      } catch (error) {
        if (error instanceof FormatError) throw new FormatError(`${name}: ${error.message}`);
        throw error;
      }
    }
    const [unknown] = given.keys();
    if (unknown !== undefined) throw new FormatError('an unknown member');
    return out as Shaped<S>;
  };
