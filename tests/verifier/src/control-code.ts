/** Control codes: bech32m of the first 100 bits of F, and QR contents of all 256 (§8). */

import { bech32m } from '@scure/base';
import { type Bytes, FormatError } from './bytes.js';

export const PREFIX = { real: 'shailoo', rehearsal: 'rehearsal', demo: 'demo' } as const;
export type Kind = keyof typeof PREFIX;

/** The first `count` five-bit characters, most significant bit first, padded with zero bits. */
function words(bytes: Bytes, count: number): number[] {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const padded = bits.padEnd(5 * count, '0');
  return Array.from({ length: count }, (_, i) => parseInt(padded.slice(5 * i, 5 * i + 5), 2));
}

/** Without spaces, in upper case. */
export const controlCode = (f: Bytes, kind: Kind): string =>
  bech32m.encode(PREFIX[kind], words(f, 20)).toUpperCase();

/** As shown: prefix and separator, then groups of four. */
export function displayCode(f: Bytes, kind: Kind): string {
  const code = controlCode(f, kind);
  const head = PREFIX[kind].length + 1;
  return [code.slice(0, head), ...(code.slice(head).match(/.{1,4}/g) ?? [])].join(' ');
}

export const qrContent = (f: Bytes, kind: Kind): string =>
  bech32m.encode(PREFIX[kind], words(f, 52)).toUpperCase();

/** Checks and normalises a code or QR content; the five-bit characters that it holds. */
export function decodeCode(text: string, kind: Kind): number[] {
  const bare = text.replace(/[ -]/g, '');
  let decoded;
  try {
    decoded = bech32m.decode(bare as `${string}1${string}`);
  } catch {
    throw new FormatError('not bech32m');
  }
  if (decoded.prefix !== PREFIX[kind]) throw new FormatError(`prefix ${decoded.prefix}`);
  if (![20, 52].includes(decoded.words.length)) throw new FormatError('a code of another length');
  return decoded.words;
}

/** Does a decoded code or QR content belong to this F? */
export const codeMatches = (decoded: number[], f: Bytes): boolean =>
  words(f, decoded.length).join() === decoded.join();
