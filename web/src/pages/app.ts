/** What the operator has put beside the pages: where the servers are and whom to trust. */

import { ask } from './reading.js';

export interface AppFile {
  /** Prefix of the ballot box's addresses, without a slash at the end. */
  ballotBox: string;
  registrars: string[];
  /** The bytes of app.json, which the verifier reads by itself. */
  bytes: Uint8Array;
}

/** The pages lie in folders beside it. */
export const ROOT = '../';

/** It holds a few addresses and keys. */
const LIMIT = 2 ** 20;

export async function loadApp(): Promise<AppFile> {
  const { status, bytes } = await ask(`${ROOT}app.json`, 'no-cache', LIMIT);
  if (status !== 200) throw new Error('app.json is missing');
  const read = JSON.parse(new TextDecoder().decode(bytes)) as {
    ballot_box: string;
    registrars: string[];
  };
  return {
    ballotBox: read.ballot_box.replace(/\/+$/, ''),
    registrars: read.registrars.map((url) => url.replace(/\/+$/, '')),
    bytes,
  };
}
