/**
 * Every screen, in Kyrgyz and Russian, by day and by night: axe-core finds nothing, everything fits, and
 * it looks as in docs/screens/web. No kind of screen of the core is forgotten.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser } from 'playwright-core';

import { chromiumWith } from './chromium.js';
import { Election } from './election.js';
import { become, LOOKS, misfits } from './layout.js';
import * as picture from './picture.js';
import { Tour } from './tour.js';
import { Voter, type Language } from './voter.js';

const WEB = join(import.meta.dirname, '../..');

/** Ten candidates and three mandates: more than fits on a screen. */
const WIDE = 2;
/** The same person in every run. */
const PICTURED = 1;

let election: Election;
let browser: Browser;
const faults = { access: [] as string[], layout: [] as string[], pictures: [] as string[] };
const passed = new Set<string>();
const wrong: string[] = [];

before(async () => {
  election = await Election.start();
  const who = election.stage.ready.voters.filter((one) => one.district === WIDE)[PICTURED];
  assert.ok(who);
  browser = await chromiumWith({ sees: who.face });
  const open = (): Promise<Voter> =>
    Voter.open(browser, election.site, {
      prepare: (context) => context.addInitScript({ content: picture.STEADY }),
    });
  await Tour.run(election, who, open, look);
});

after(async () => {
  await browser?.close();
  await election?.stop();
});

async function look(voter: Voter, name: string, languages: readonly Language[]): Promise<void> {
  const { page } = voter;
  const kind = await page.locator('.page').getAttribute('data-screen');
  passed.add(kind ?? '');
  await voter.photos();
  faults.access.push(...(await voter.hindrances(name, languages)));
  faults.layout.push(...(await misfits(page, name)));
  const before = page.viewportSize() ?? { width: 390, height: 800 };
  for (const look of LOOKS) {
    if (!languages.includes(look.language)) continue;
    if (languages.length > 1) await voter.speak(look.language);
    await page.emulateMedia({ colorScheme: look.scheme });
    await become(page, look);
    const taken = await picture.take(page, look.width, look.height);
    const differs = picture.compare(taken, `${name}-${look.name}.png`);
    if (differs) faults.pictures.push(differs);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await become(page, { ...before, text: 16 });
  wrong.push(...voter.wrong);
}

test('axe-core finds nothing on any screen', () => {
  assert.equal(faults.access.join('\n'), '');
});

test('every screen fits in every window', () => {
  assert.equal(faults.layout.join('\n'), '');
});

test('every screen looks as it did', () => {
  assert.equal(faults.pictures.join('\n'), '');
});

test('nothing went wrong on the way', () => {
  assert.equal(wrong.join('\n'), '');
});

test('no kind of screen was forgotten', () => {
  const types = readFileSync(join(WEB, 'generated/screens.ts'), 'utf8');
  const [, union = ''] = /export type Content =([^;]*(?:;(?!\n\n)[^;]*)*);\n/.exec(types) ?? [];
  const kinds = [...union.matchAll(/\| \{ (\w+):/g)].map(([, kind]) => kind);
  assert.ok(kinds.length >= 18);
  assert.deepEqual([...passed].sort(), [...kinds].sort());
});
