/** The checks of screens find what they are for. */

import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { useElection } from './election.js';
import { misfits } from './layout.js';
import * as picture from './picture.js';
import { decode, encode } from './png.js';
import { Voter } from './voter.js';

const here = useElection();

async function open(): Promise<Voter> {
  const voter = await Voter.open(here.browser, here.election.site, {
    prepare: (context) => context.addInitScript({ content: picture.STEADY }),
  });
  await voter.at('start');
  return voter;
}

test('what does not fit is found', async () => {
  const voter = await open();
  assert.deepEqual(await misfits(voter.page, 'start'), []);
  for (const [selector, style, words] of [
    ['[data-name="go"]', 'height: 10px; min-height: 0; padding: 0', 'is cut off'],
    ['[data-name="check"]', 'min-height: 0; height: 40px; padding: 0', '40 px'],
    ['h2', 'width: 3000px', 'sticks out'],
    ['.page > footer', 'height: 600px', 'between the bars'],
  ] as const) {
    const before = await voter.page.locator(selector).first().getAttribute('style');
    await voter.page
      .locator(selector)
      .first()
      .evaluate((element, text) => ((element as HTMLElement).style.cssText = text), style);
    const found = await misfits(voter.page, 'start');
    assert.ok(
      found.some((one) => one.includes(words)),
      `${words} is not among ${found.join('\n')}`,
    );
    await voter.page
      .locator(selector)
      .first()
      .evaluate((element, text) => ((element as HTMLElement).style.cssText = text), before ?? '');
  }
  await voter.close();
});

test('what hinders somebody is found', async () => {
  const voter = await open();
  assert.deepEqual(await voter.hindrances('start', ['ky']), []);
  await voter.page.evaluate(() => {
    document.querySelector('[data-name="language"]')?.removeAttribute('aria-label');
    document.querySelector<HTMLElement>('h2')?.style.setProperty('color', '#999');
  });
  const found = (await voter.hindrances('start', ['ky'])).join('\n');
  assert.match(found, /select-name/);
  assert.match(found, /color-contrast/);
  await voter.close();
});

test('another picture is found, and the same one is the same', async () => {
  const voter = await open();
  const path = join(mkdtempSync(join(tmpdir(), 'picture-')), 'start.png');
  const dates = (words: string) => words.match(/\d{2}\.\d{2}\.\d{4}/g);
  const own = dates(await voter.text('main'));
  const first = await picture.take(voter.page, 320, 640);
  assert.match(picture.difference(first, path) ?? '', /there is no/);
  writeFileSync(path, picture.file(first));
  assert.equal(picture.difference(await picture.take(voter.page, 320, 640), path), null);
  // The page has its own words again.
  assert.deepEqual(dates(await voter.text('main')), own);
  await voter.page.locator('[data-name="go"]').evaluate((button) => (button.textContent = '?'));
  const other = await picture.take(voter.page, 320, 640);
  assert.match(picture.difference(other, path) ?? '', /squares are different/);
  assert.match(
    picture.difference(await picture.take(voter.page, 330, 640), path) ?? '',
    /drawn were 330/,
  );
  await voter.close();
});

test('a picture is read as it was written', () => {
  const pixels = new Uint8Array(5 * 3 * 3).map((_, place) => ((place * 7) % 64) * 4 + 3);
  const read = decode(encode({ width: 5, height: 3, pixels }));
  assert.deepEqual([read.width, read.height], [5, 3]);
  assert.deepEqual([...read.pixels], [...pixels]);
});
