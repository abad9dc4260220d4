/** One reading of the log by a worker of its own. */

import type { AppFile } from '../pages/app.js';
import { startWorker } from '../pages/workers.js';
import type { PublicView } from './view.js';
import type { Answer, Task } from './worker.js';
import script from './worker.ts?worker&url';

/** Reads the header of the election directory, or the whole log; fails where it cannot be read. */
export function readView(
  app: AppFile,
  whole: boolean,
  tell: (part: number) => void,
): { view: Promise<PublicView>; stop: () => void } {
  const worker = startWorker(script);
  const view = new Promise<PublicView>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.kind === 'progress') {
        tell(data.total === 0 ? 0 : data.done / data.total);
        return;
      }
      worker.terminate();
      if (data.kind === 'view') resolve(JSON.parse(data.json) as PublicView);
      else reject(new Error('the ballot box cannot be read'));
    };
    worker.onerror = () => {
      worker.terminate();
      reject(new Error('the worker has died'));
    };
  });
  // The worker has another address than the page.
  const base = new URL(app.ballotBox, location.href).href.replace(/\/+$/, '');
  const task: Task = { base, app: app.bytes, whole };
  worker.postMessage(task);
  return { view, stop: () => worker.terminate() };
}
