/** What a running ballot box says about itself; nobody vouches for it. */

import { logSize } from '../../generated/verify.js';
import { ask } from '../pages/reading.js';

export interface BoxState {
  state: 'before' | 'open' | 'grace' | 'closed';
  /** Ballots by district. */
  ballots: Map<number, number>;
  time: string;
  /** The closing time in force: the commission may have put it off. */
  closes: string | undefined;
}

/** Numbers of all districts, or a checkpoint with its signatures. */
const LIMIT = 2 ** 20;
const STATES: readonly string[] = ['before', 'open', 'grace', 'closed'];
const TOO_MANY = 429;
const FAILURE = 500;

/** Its answer; `files` where there is no box but a folder of files; `silent` where it cannot answer now. */
export async function askBox(base: string): Promise<BoxState | 'files' | 'silent'> {
  let told: Record<string, unknown>;
  try {
    const { status, bytes } = await ask(`${base}/v1/election`, 'default', LIMIT);
    if (status === TOO_MANY || status >= FAILURE) return 'silent';
    told = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch (fault) {
    // Files on a server without CORS for what is missing look the same as a connection that breaks.
    return fault instanceof DOMException ? 'silent' : 'files';
  }
  const { state, time, closes, ballots } = told;
  if (typeof state !== 'string' || !STATES.includes(state) || typeof time !== 'string')
    return 'files';
  const counts = Object.entries((ballots ?? {}) as Record<string, unknown>)
    .map(([district, count]) => [Number(district), Number(count)] as const)
    .filter(([district, count]) => Number.isSafeInteger(district) && Number.isSafeInteger(count));
  return {
    state: state as BoxState['state'],
    time,
    closes: typeof closes === 'string' ? closes : undefined,
    ballots: new Map(counts),
  };
}

/** The log's checkpoint, and how many entries it says that there are. */
export async function askLog(base: string): Promise<{ size: number | undefined; note: string }> {
  const { bytes } = await ask(`${base}/log/checkpoint`, 'no-cache', LIMIT);
  return { size: logSize(bytes), note: new TextDecoder().decode(bytes) };
}
