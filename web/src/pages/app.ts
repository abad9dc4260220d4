/** What the operator has put beside the pages: where the servers are and whom to trust. */

export interface AppFile {
  /** Prefix of the ballot box's addresses, without a slash at the end. */
  ballotBox: string;
  registrars: string[];
  /** The bytes of app.json, which the verifier reads by itself. */
  bytes: Uint8Array;
}

/** The pages lie in folders beside it. */
export const ROOT = '../';

export async function loadApp(): Promise<AppFile> {
  const answer = await fetch(`${ROOT}app.json`, { cache: 'no-cache', credentials: 'omit' });
  if (!answer.ok) throw new Error('app.json is missing');
  const bytes = new Uint8Array(await answer.arrayBuffer());
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
