/** Reads and judges the log beside the page, so that the page never stands still. */

import init, { publicView } from '../../generated/verify.js';
import integrity from '../../generated/verify_bg.wasm?integrity';
import wasm from '../../generated/verify_bg.wasm?url';
import { readFile } from '../pages/reading.js';

export interface Task {
  /** Prefix of the election directory. */
  base: string;
  app: Uint8Array;
  whole: boolean;
}

export type Answer =
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'view'; json: string }
  | { kind: 'unreadable' };

const say = (answer: Answer): void => self.postMessage(answer);

self.onmessage = async ({ data: { base, app, whole } }: MessageEvent<Task>) => {
  try {
    await init({ module_or_path: fetch(wasm, { integrity }) });
    const files = { read: (path: string) => readFile(`${base}/${path}`) };
    const tell = (done: number, total: number): void => say({ kind: 'progress', done, total });
    say({ kind: 'view', json: publicView(files, app, whole, tell) });
  } catch {
    say({ kind: 'unreadable' });
  }
};
