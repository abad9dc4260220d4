/** Keeps what the page shows up to date: the ballot box every minute, the log when it is closed. */

import { useEffect, useState } from 'preact/hooks';

import type { AppFile } from '../pages/app.js';
import { askBox, type BoxState } from './box.js';
import { readView } from './reading.js';
import type { PublicView } from './view.js';

const MINUTE = 60_000;

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
    const look = async (): Promise<void> => {
      let final = false;
      try {
        if (!header) {
          const view = await read(false);
          header = true;
          // What was read wholly before tells more.
          if (wanted) setState((before) => (before.whole ? before : { ...before, view }));
        }
        const box = await askBox(app.ballotBox);
        put({ box });
        // While people vote, the box tells its numbers; the log is large and says no more.
        if (!box || box.state === 'closed') {
          const view = await read(true);
          final = view.hasResult;
          put({ view, whole: true });
        }
        put({ unreadable: false, progress: null });
      } catch {
        put({ unreadable: true, progress: null });
      }
      if (wanted && !final) timer = window.setTimeout(() => void look(), MINUTE);
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
