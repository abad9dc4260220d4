/** The public page of an election, in Chromium: opened, looked at, pictured. */

import assert from 'node:assert/strict';

import type { Browser } from 'playwright-core';

import { hindrances } from './access.js';
import { become, LOOKS, misfits } from './layout.js';
import * as picture from './picture.js';
import type { Site } from './site.js';
import { Voter } from './voter.js';

export const PAGE = 'election/index.html';

/** The public page in a browser of its own. */
export async function open(browser: Browser, site: Site, language = 'ky'): Promise<Voter> {
  return Voter.open(browser, site, {
    path: PAGE,
    prepare: async (context) => {
      await context.addInitScript({ content: picture.STEADY });
      await context.addInitScript(`localStorage.setItem('language', '${language}')`);
    },
  });
}

/** Nothing hinders anybody, everything fits, and it looks as it did. */
export async function look(viewer: Voter, name: string): Promise<void> {
  const { page } = viewer;
  const faults: string[] = [];
  await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
  for (const { language, scheme, width, height, text, name: kind } of LOOKS) {
    await page.locator('[data-name="language"]').selectOption(language);
    await page.emulateMedia({ colorScheme: scheme });
    await become(page, { width, height, text });
    await page.waitForTimeout(50);
    const found = await hindrances((script) => page.evaluate(script));
    faults.push(...found.map((one) => `${name} ${kind}: ${one}`));
    // What differs from run to run: hashes and times.
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('.hash')) {
        const text = one.querySelector('a') ?? one;
        text.textContent = (text.textContent ?? '').replace(/[0-9a-f]{64}/g, '0'.repeat(64));
      }
      for (const one of document.querySelectorAll('[data-day]')) one.textContent = '22.11.2026';
      for (const one of document.querySelectorAll('[data-time]'))
        one.textContent = '22.11.2026, 20:00';
      for (const one of document.querySelectorAll('[data-hours]'))
        one.textContent = '08:00 – 20:00';
    });
    const taken = await picture.take(page, width, height);
    const differs = picture.compare(taken, `election-${name}-${kind}.png`);
    if (differs) faults.push(differs);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await become(page, { width: 390, height: 800, text: 16 });
  faults.push(...(await misfits(page, name)));
  assert.equal(faults.join('\n'), '');
  assert.deepEqual(viewer.wrong, []);
}
