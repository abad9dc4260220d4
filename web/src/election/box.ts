/** What a running ballot box says about itself; nobody vouches for it. */

export interface BoxState {
  state: 'before' | 'open' | 'grace' | 'closed';
  /** Ballots by district. */
  ballots: Map<number, number>;
  time: string;
}

const WAIT = 20_000;
const STATES: readonly string[] = ['before', 'open', 'grace', 'closed'];

/** Its answer, or nothing: a folder of files has none. */
export async function askBox(base: string): Promise<BoxState | null> {
  try {
    const answer = await fetch(`${base}/v1/election`, {
      credentials: 'omit',
      signal: AbortSignal.timeout(WAIT),
    });
    if (!answer.ok) return null;
    const told = (await answer.json()) as Record<string, unknown>;
    const { state, time, ballots } = told;
    if (typeof state !== 'string' || !STATES.includes(state) || typeof time !== 'string')
      return null;
    const counts = Object.entries((ballots ?? {}) as Record<string, unknown>)
      .map(([district, count]) => [Number(district), Number(count)] as const)
      .filter(([district, count]) => Number.isSafeInteger(district) && Number.isSafeInteger(count));
    return { state: state as BoxState['state'], time, ballots: new Map(counts) };
  } catch {
    return null;
  }
}
