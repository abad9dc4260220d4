/** What every file of tests has: a running election, the site before it, and browsers. */

import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';

import type { Browser } from 'playwright-core';

import { chromiumWith } from './chromium.js';
import { Site } from './site.js';
import { Stage, type Person } from './stage.js';

export class Election {
  private constructor(
    readonly stage: Stage,
    readonly site: Site,
  ) {}

  static async start(): Promise<Election> {
    const stage = await Stage.start();
    return new Election(stage, await Site.start(stage.ready.app));
  }

  /** A voter on the list; each test takes its own. */
  person(place: number): Person {
    const found = this.stage.ready.voters[place];
    assert.ok(found);
    return found;
  }

  get stranger(): string {
    return this.stage.ready.strangers[0] ?? '';
  }

  /** Everything is in order again: here and at the servers. */
  async mend(): Promise<void> {
    await this.stage.tell({ do: 'mend' });
    this.site.mend();
  }

  async stop(): Promise<void> {
    this.site.stop();
    await this.stage.stop();
  }
}

/** For the tests of one file: an election, and a browser whose camera sees the person of this place. */
export function useElection(seen?: number): { election: Election; browser: Browser } {
  const used = {} as { election: Election; browser: Browser };
  before(async () => {
    used.election = await Election.start();
    const camera = seen === undefined ? {} : { sees: used.election.person(seen).face };
    used.browser = await chromiumWith(camera);
  });
  // What one test has broken is no trouble of the next.
  afterEach(() => used.election.mend());
  after(async () => {
    await used.browser?.close();
    await used.election?.stop();
  });
  return used;
}
