/** Reads and judges the log beside the page, so that the page never stands still. */

import init, { publicView } from '../../generated/verify.js';
import integrity from '../../generated/verify_bg.wasm?integrity';
import wasm from '../../generated/verify_bg.wasm?url';

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

const WAIT = 60_000;

/** The bytes under a name of the election directory; a worker may wait for them. */
function reader(base: string) {
  return {
    read(path: string): Uint8Array | undefined {
      const request = new XMLHttpRequest();
      request.open('GET', `${base}/${path}`, false);
      request.responseType = 'arraybuffer';
      request.timeout = WAIT;
      request.send();
      if (request.status === 404) return undefined;
      if (request.status !== 200) throw new Error(`${path}: ${request.status}`);
      return new Uint8Array(request.response as ArrayBuffer);
    },
  };
}

const say = (answer: Answer): void => self.postMessage(answer);

self.onmessage = async ({ data }: MessageEvent<Task>) => {
  try {
    await init({ module_or_path: fetch(wasm, { integrity }) });
    const tell = (done: number, total: number): void => say({ kind: 'progress', done, total });
    say({ kind: 'view', json: publicView(reader(data.base), data.app, data.whole, tell) });
  } catch {
    say({ kind: 'unreadable' });
  }
};
