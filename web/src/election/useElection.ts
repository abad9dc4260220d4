/** Keeps what the page shows up to date: the ballot box every minute, the log when it has grown. */

import { useEffect, useState } from 'preact/hooks';

import type { AppFile } from '../pages/app.js';
import { askBox, askLog, type BoxState } from './box.js';
import { readView } from './reading.js';
import type { PublicView } from './view.js';

const MINUTE = 60_000;
/** A box that does not answer is asked less and less often, and at last this often. */
const SELDOM = 16 * MINUTE;

export interface ElectionState {
  /** The header, or the whole as far as it was read. */
  view: PublicView | null;
  /** Whether every entry was read. */
  whole: boolean;
  box: BoxState | null;
  /** How far the log was read, 0 to 1, while it is read. */
  progress: number | null;
  unreadable: boolean;
}

const NOTHING: ElectionState = {
  view: null,
  whole: false,
  box: null,
  progress: null,
  unreadable: false,
};

export function useElection(app: AppFile): ElectionState & { again: () => void } {
  const [state, setState] = useState(NOTHING);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    let timer = 0;
    let stop = (): void => undefined;
    const put = (part: Partial<ElectionState>): void => {
      if (wanted) setState((before) => ({ ...before, ...part }));
    };
    const read = async (whole: boolean): Promise<PublicView> => {
      const tell = (progress: number): void => put(whole ? { progress } : {});
      const reading = readView(app, whole, tell);
      stop = reading.stop;
      return reading.view;
    };
    let header = false;
    let wasAlive = false;
    /** The whole as it was read last, and the checkpoint that the box showed before. */
    let last: { view: PublicView; size: number | undefined; note: string } | null = null;

    /** Reads the whole log, unless that would show nothing new; whether this is the end. */
    const readWhole = async (): Promise<boolean> => {
      const { size, note } = await askLog(app.ballotBox);
      // What is wrong may be a missing cosignature: then the same log is read under another note.
      const isNew =
        !last || last.size !== size || (last.view.failures.length > 0 && last.note !== note);
      if (isNew) {
        last = { view: await read(true), size, note };
        put({ view: last.view, whole: true });
      }
      return last?.view.hasResult ?? false;
    };

    /** One look; whether it was the last. Fails when somebody does not answer. */
    const lookOnce = async (): Promise<boolean> => {
      if (!header) {
        const view = await read(false);
        // What is missing now, such as a cosignature, may be there at the next look.
        header = view.failures.length === 0;
        // What was read wholly before tells more.
        if (wanted) setState((before) => (before.whole ? before : { ...before, view }));
      }
      const box = await askBox(app.ballotBox);
      // Voters need it now, not viewers: nothing is read from a box that is in trouble.
      if (box === 'silent' || (box === 'files' && wasAlive))
        throw new Error('the ballot box does not answer');
      wasAlive ||= box !== 'files';
      put({ box: box === 'files' ? null : box });
      // While people vote, the box tells its numbers; the log is large and says no more.
      return box === 'files' || box.state === 'closed' ? readWhole() : false;
    };

    let pause = MINUTE;
    const look = async (): Promise<void> => {
      let final = false;
      try {
        final = await lookOnce();
        pause = MINUTE;
        put({ unreadable: false, progress: null });
      } catch {
        put({ unreadable: true, progress: null });
        pause = Math.min(2 * pause, SELDOM);
      }
      if (wanted && !final) timer = window.setTimeout(() => void look(), pause);
    };
    void look();
    return () => {
      wanted = false;
      clearTimeout(timer);
      stop();
    };
  }, [app, round]);
  return { ...state, again: () => setRound(round + 1) };
}
