/** What servers answer to the public pages: how long anybody waits for it, and what is too long to be used. */

import { bounded } from '../platform/network.js';

/** No file of an election's record is larger: the largest is the transcript of a ceremony. */
const MAX_FILE = 192 * 2 ** 20;
/** How long a file of the record may take, in milliseconds. */
const FILE_WAIT = 60_000;
/** How long everything else may take, in milliseconds. */
const WAIT = 20_000;

/** A server gave an answer that says nothing about the election. */
export class NoAnswer extends Error {}

/**
 * A file of the record, for workers, which may stand still; `undefined` where the server has no such file. A request
 * that waits tells nothing before the whole answer is there: one that is too long is refused only then.
 */
export function readFile(url: string): Uint8Array | undefined {
  const request = new XMLHttpRequest();
  request.open('GET', url, false);
  request.responseType = 'arraybuffer';
  request.timeout = FILE_WAIT;
  try {
    request.send();
  } catch {
    throw new NoAnswer(url);
  }
  if (request.status === 404) return undefined;
  if (request.status !== 200) throw new NoAnswer(`${url}: ${request.status}`);
  const bytes = request.response as ArrayBuffer;
  if (bytes.byteLength > MAX_FILE) throw new NoAnswer(`${url}: too long`);
  return new Uint8Array(bytes);
}

/** A short answer, for pages: its status and, where that is good, at most so many bytes. */
export async function ask(
  url: string,
  cache: RequestCache,
  limit: number,
): Promise<{ status: number; bytes: Uint8Array }> {
  const signal = AbortSignal.timeout(WAIT);
  const answer = await fetch(url, { cache, credentials: 'omit', signal });
  if (!answer.ok) return { status: answer.status, bytes: new Uint8Array() };
  const bytes = await bounded(answer, limit);
  if (!bytes) throw new NoAnswer(`${url}: too long`);
  return { status: answer.status, bytes };
}
