/** Requests of the core to the servers. Nothing but what it asks for is sent: no cookie, no address of this page. */

import type { Answer, Page } from '../../generated/shailoo.js';

const BYTES = 'application/octet-stream';

export const send: Page['send'] = async (url, bearer, mediaType, body, limit, milliseconds) => {
  const cancel = new AbortController();
  const timer = setTimeout(() => cancel.abort(), milliseconds);
  try {
    const headers = new Headers();
    // Bytes are bytes without a name. With one, a browser asks a server of another origin beforehand whether it
    // may send them, and on a slow network the vote waits for that.
    if (body && mediaType !== BYTES) headers.set('content-type', mediaType);
    if (bearer) headers.set('authorization', `Bearer ${bearer}`);
    const answer = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers,
      body: body ? (body as BodyInit) : null,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: cancel.signal,
    });
    const bytes = await bounded(answer, limit);
    return bytes ? [answer.status, bytes] : 'too-long';
  } catch {
    const fault: Answer = cancel.signal.aborted ? 'timed-out' : 'unreachable';
    return fault;
  } finally {
    clearTimeout(timer);
  }
};

/** The body, or nothing when it is longer than this; what comes after is not waited for. */
export async function bounded(answer: Response, limit: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = answer.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    length += part.value.length;
    if (length > limit) {
      await reader?.cancel();
      return null;
    }
    parts.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export const pause: Page['pause'] = (milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
