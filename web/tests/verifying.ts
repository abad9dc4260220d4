/** The verify page in Chromium: opened, asked, looked at. */

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, BrowserContext } from 'playwright-core';

import { hindrances } from './access.js';
import { misfits } from './layout.js';
import type { Site } from './site.js';
import { LANGUAGES, PATIENCE, Voter } from './voter.js';

/** Where pictures go; none are made without it. */
const SHOTS = process.env['SHAILOO_SHOTS'];

export type Part = 'device' | 'vote' | 'audit';

/** The verify page on a device of its own, whatever it shows. */
export async function opened(
  browser: Browser,
  site: Site,
  part: Part,
  prepare: (context: BrowserContext) => Promise<unknown> = async () => undefined,
): Promise<Voter> {
  const device = await Voter.open(browser, site, { prepare });
  await device.page.goto(`${site.url}/verify/index.html#${part}`);
  return device;
}

/** The verify page on a device of its own, and the election is verified. */
export async function verifier(browser: Browser, site: Site, part: Part): Promise<Voter> {
  const device = await opened(browser, site, part);
  await device.page.locator(`main[data-part="${part}"][data-ready="true"]`).waitFor();
  return device;
}

/** Nothing hinders anybody, in both official languages, by day and by night; everything fits. */
export async function inspect(device: Voter, name: string): Promise<void> {
  const faults: string[] = [];
  for (const language of ['ru', 'ky'] as const) {
    await device.page
      .locator('[data-name="language"]')
      .selectOption({ label: LANGUAGES[language] });
    await device.page.locator(`html[lang="${language}"]`).waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await device.page.emulateMedia({ colorScheme });
      const found = await hindrances((script) => device.page.evaluate(script));
      faults.push(...found.map((one) => `${name}, ${language}, ${colorScheme}: ${one}`));
      if (SHOTS) await shoot(device, `${name}-${language}-${colorScheme}`);
    }
  }
  faults.push(...(await misfits(device.page, name)));
  assert.equal(faults.join('\n'), '');
}

async function shoot(device: Voter, name: string): Promise<void> {
  mkdirSync(SHOTS ?? '', { recursive: true });
  const before = device.page.viewportSize() ?? { width: 390, height: 800 };
  for (const width of [320, 1280]) {
    await device.page.setViewportSize({ width, height: 800 });
    const path = join(SHOTS ?? '', `${name}-${width}.png`);
    await device.page.screenshot({ path, fullPage: true });
  }
  await device.page.setViewportSize(before);
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
