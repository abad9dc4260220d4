/** The verify page in Chromium: opened, asked, looked at. */

import assert from 'node:assert/strict';

import type { Browser, BrowserContext } from 'playwright-core';

import { become, LOOKS, misfits } from './layout.js';
import * as picture from './picture.js';
import type { Site } from './site.js';
import { PATIENCE, Voter } from './voter.js';

export type Part = 'device' | 'vote' | 'audit';

/** The verify page on a device of its own, whatever it shows. */
export async function opened(
  browser: Browser,
  site: Site,
  part: Part,
  prepare: (context: BrowserContext) => Promise<unknown> = async () => undefined,
): Promise<Voter> {
  const device = await Voter.open(browser, site, {
    prepare: async (context) => {
      await context.addInitScript({ content: picture.STEADY });
      await prepare(context);
    },
  });
  await device.page.goto(`${site.url}/verify/index.html#${part}`);
  return device;
}

/** The verify page on a device of its own, and the election is verified. */
export async function verifier(browser: Browser, site: Site, part: Part): Promise<Voter> {
  const device = await opened(browser, site, part);
  await device.page.locator(`main[data-part="${part}"][data-ready="true"]`).waitFor();
  return device;
}

/**
 * Nothing hinders anybody, in both official languages, by day and by night; everything fits; and it looks as
 * in docs/screens/web.
 */
export async function inspect(device: Voter, name: string): Promise<void> {
  const { page } = device;
  const before = page.viewportSize() ?? { width: 390, height: 800 };
  const faults = [...(await device.hindrances(name)), ...(await misfits(page, name))];
  for (const look of LOOKS) {
    await device.speak(look.language);
    await page.emulateMedia({ colorScheme: look.scheme });
    await become(page, look);
    const taken = await picture.take(page, look.width, look.height);
    const differs = picture.compare(taken, `verify-${name}-${look.name}.png`);
    if (differs) faults.push(differs);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await become(page, { ...before, text: 16 });
  assert.equal(faults.join('\n'), '');
}

/** Waits until the part has come to this verdict. */
export async function verdict(device: Voter, wanted: string): Promise<void> {
  const part = '.part:not([hidden]) ';
  await device.page
    .locator(`${part}[data-verdict="${wanted}"]`)
    .waitFor({ timeout: PATIENCE })
    .catch(async (reason: unknown) => {
      const seen = await device.text('body');
      throw new Error(`${wanted} was never said; there is:\n${seen}`, { cause: reason });
    });
}

export function field(device: Voter, name: string): ReturnType<Voter['page']['locator']> {
  return device.page.locator(`input[data-name="${name}"]`);
}

export async function choose(
  device: Voter,
  name: string,
  file: string | { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  await device.page.locator(`[data-name="${name}"] input`).setInputFiles(file);
}
