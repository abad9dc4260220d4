/**
 * The public page of an election that is finished, of one that is being counted, and of one with a false
 * share.
 */

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import puppeteer from 'puppeteer-core';

import { hindrances } from './access.js';
import { chromiumWith } from './chromium.js';
import { resultOf, siteOf, writeDirectories } from './folder.js';
import { look, open, PAGE } from './public.js';
import type { Site } from './site.js';
import { PATIENCE } from './voter.js';

const FIREFOX = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr';

let folder: string;
let browser: Browser;
const sites: Record<string, Site> = {};

before(async () => {
  folder = writeDirectories();
  browser = await chromiumWith({});
});

after(async () => {
  await browser?.close();
  for (const site of Object.values(sites)) site.stop();
});

async function siteNamed(name: string): Promise<Site> {
  return (sites[name] ??= await siteOf(folder, name));
}

const figures = (texts: string[]): number[] => texts.map((text) => Number(text.replace(/\s/g, '')));

test('a finished election shows exactly the counts of the signed result', async () => {
  const viewer = await open(browser, await siteNamed('finished'));
  const { page } = viewer;
  await page.locator('[data-name="result"]').waitFor();
  const result = resultOf(join(folder, 'finished'));
  assert.equal(await page.locator('article').count(), result.districts.length);
  assert.equal(await viewer.text('[data-day]'), '2026-жылдын 22-ноябры');
  let ties = 0;
  for (const { district, ballots, counts } of result.districts) {
    const article = page.locator(`article[data-district="${district}"]`);
    assert.ok((await article.locator('p.secondary').first().innerText()).includes(`${ballots}`));
    const shown = await article.locator('table.votes tbody tr td:nth-child(3) a').allInnerTexts();
    assert.deepEqual(figures(shown), counts ?? []);
    ties += await article.locator('[data-name="tie"]').count();
    if (counts) {
      const last = article.locator('table.votes tbody tr').last();
      assert.equal(await last.getAttribute('data-name'), 'against-all');
      assert.equal(await last.locator('th').innerText(), 'БААРДЫК ТАЛАПКЕРЛЕРГЕ КАРШЫ');
      // Where there are no ballots, there are no shares of them either.
      const bars = ballots > 0 ? counts.length : 0;
      assert.equal(await article.locator('.bars > div').count(), bars);
    } else {
      assert.ok((await article.innerText()).includes('Алар ачылган жок'));
      assert.equal(await article.locator('table.votes, .bars').count(), 0);
    }
  }
  assert.ok(ties > 0, 'the election has a tie');
  assert.ok((await page.locator('.tied').count()) >= 2 * ties);
  // What was not verified is said where somebody asks what was.
  const checked = page.locator('[data-name="checked"]');
  await checked.locator('summary').press('Enter');
  assert.match(await checked.innerText(), /бул жерде текшерилген жок/);
  await checked.locator('summary').press('Enter');
  await checked.locator('summary').blur();
  await look(viewer, 'finished');
  await viewer.close();
});

test('charts have names, and every number of the result is the way to its proof', async () => {
  const viewer = await open(browser, await siteNamed('finished'));
  const { page } = viewer;
  await page.locator('[data-name="result"]').waitFor();
  const charts = page.getByRole('img', { name: /^Диаграмма: №/ });
  assert.equal(await charts.count(), await page.locator('.bars').count());
  const cells = page.locator('[data-name="council"] td.figure, [data-name="turnout"] td.figure');
  for (const cell of await cells.all()) {
    if ((await cell.innerText()).trim() === '–') continue;
    const link = cell.locator('a');
    assert.match((await link.getAttribute('aria-label')) ?? '', /Далилине өтүү$/);
    const proof = (await link.getAttribute('href')) ?? '';
    await page.locator(`details${proof}`).evaluate((one: HTMLDetailsElement) => {
      one.open = false;
    });
    await link.evaluate((one: HTMLElement) => one.click());
    assert.equal(await page.locator(`details${proof}`).getAttribute('open'), '');
    const at = await page.evaluate(() => document.activeElement?.parentElement?.id);
    assert.equal(`#${at}`, proof);
  }
  for (const sentence of await page.locator('article > p.secondary:first-of-type').all())
    assert.equal(await sentence.locator('a').count(), 2);
  // How many have voted is still seen.
  assert.equal(await viewer.text('[data-name="turnout"] [data-name="total"]'), '12');
  await viewer.close();
});

test('on paper it is black on white, also of a browser in the dark', async () => {
  const viewer = await open(browser, await siteNamed('finished'));
  const { page } = viewer;
  await page.locator('[data-name="result"]').waitFor();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const odd = await page.evaluate(() => {
    const light = (color: string): number => {
      const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
      return (red + green + blue) / 3;
    };
    return [...document.querySelectorAll<HTMLElement>('.page, .page *:not(svg *)')].flatMap(
      (one) => {
        const { color, backgroundColor } = getComputedStyle(one);
        const isClear = /, 0\)$/.test(backgroundColor);
        const isBad = (!isClear && light(backgroundColor) < 200) || light(color) > 120;
        return isBad && one.innerText
          ? [`${one.tagName}.${one.className}: ${color} on ${backgroundColor}`]
          : [];
      },
    );
  });
  assert.deepEqual(odd, []);
  await viewer.close();
});

test('every number leads to its proof, with the keyboard too', async () => {
  const site = await siteNamed('finished');
  const viewer = await open(browser, site, 'ru');
  const { page } = viewer;
  const article = page.locator('article[data-district="3"]');
  const number = article.locator('table.votes tbody a').first();
  await number.focus();
  await page.keyboard.press('Enter');
  const proof = article.locator('details.proof');
  assert.equal(await proof.getAttribute('open'), '');
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'SUMMARY');
  const steps = await proof.locator('.grounds > li > b').allInnerTexts();
  assert.equal(steps[0], 'Комиссия закрыла урну');
  assert.ok(steps.some((step) => step.includes('доля с доказательством')));
  const links = await proof.locator('.grounds a').all();
  assert.ok(links.length >= 5);
  for (const link of links) {
    const address = await link.getAttribute('href');
    assert.equal((await fetch(address ?? '')).status, 200, `${address}`);
  }
  await look(viewer, 'proof');
  await viewer.close();
});

test('while the count goes on there are ballots and no votes', async () => {
  const viewer = await open(browser, await siteNamed('counting'));
  await viewer.page.locator('[data-name="turnout"]').waitFor();
  assert.equal(await viewer.text('[data-name="total"]'), '12');
  assert.equal(await viewer.text('[data-name="state"]'), 'Добуш берүү аяктады, эсептөө бүтө элек');
  await viewer.page.locator('[data-name="no-result"]').waitFor();
  assert.equal(await viewer.page.locator('table.votes, .bars, [data-name="result"]').count(), 0);
  await look(viewer, 'counting');
  await viewer.close();
});

test('the log is read again when it has grown, and a box in trouble is left alone', async () => {
  // A ballot box that has closed: first the count, later the result.
  const copy = join(folder, 'box');
  cpSync(join(folder, 'counting'), copy, { recursive: true });
  mkdirSync(join(copy, 'v1'));
  const told = { state: 'closed', time: '2026-11-22T14:00:00Z', ballots: {} };
  writeFileSync(join(copy, 'v1/election'), JSON.stringify(told));
  const site = await siteOf(folder, 'box');
  const viewer = await open(browser, site);
  const { page } = viewer;
  await page.clock.install();
  site.seen.length = 0;
  await page.reload();
  await page.waitForFunction(
    () => document.querySelector('[data-name="total"]')?.textContent === '12',
  );
  const asked = (part: RegExp): number => site.seen.filter(({ path }) => part.test(path)).length;
  const BOX = /^\/v1\/election$/;
  const ENTRIES = /^\/log\/tile\/entries\//;
  const later = async (minutes: number): Promise<void> => {
    const before = asked(BOX);
    // What was asked for a moment ago is shown, and the next look is planned.
    await page.waitForTimeout(500);
    for (let tries = 0; asked(BOX) === before && tries < 400; tries++) {
      // On a busy machine it is planned later.
      if (tries % 40 === 0) await page.clock.fastForward(minutes * 60_000);
      await page.waitForTimeout(50);
    }
    assert.ok(asked(BOX) > before, 'the box is asked again');
    await page.waitForTimeout(1_000);
  };
  const entries = asked(ENTRIES);
  assert.ok(entries > 0);
  await later(1);
  await later(1);
  assert.equal(asked(ENTRIES), entries, 'nothing has changed');
  site.goWrong(BOX, { status: 503, code: 'busy' });
  await later(1);
  await page.locator('[data-name="unreadable"]').waitFor();
  assert.equal(asked(ENTRIES), entries, 'nothing is read from a box in trouble');
  assert.equal(await viewer.text('[data-name="total"]'), '12');
  // Now less often.
  const before = asked(BOX);
  await page.clock.fastForward(60_000);
  await page.waitForTimeout(1_000);
  assert.equal(asked(BOX), before);
  site.mend();
  cpSync(join(folder, 'finished'), copy, { recursive: true });
  await later(2);
  await page.locator('[data-name="result"]').waitFor();
  assert.ok(asked(ENTRIES) > entries);
  await viewer.close();
  site.stop();
});

test('a box in trouble from the beginning is not read wholly either', async () => {
  const site = await siteOf(folder, 'finished');
  site.goWrong(/^\/v1\/election$/, { status: 429, code: 'too-many-requests' });
  const viewer = await open(browser, site);
  await viewer.page.locator('[data-name="unreadable"]').waitFor();
  const state = 'Үкөк жооп бербей жатат. Көрсөтүлгөн маалымат эскирген болушу мүмкүн.';
  assert.equal(await viewer.text('[data-name="state"]'), state);
  // The header reads the first tile, in which the manifest stands.
  assert.equal(site.seen.filter(({ path }) => path.startsWith('/log/tile/entries/')).length, 1);
  await viewer.close();
  site.stop();
});

test('a false share: no result, and why', async () => {
  const viewer = await open(browser, await siteNamed('broken'));
  await viewer.page.locator('[data-name="broken"][role="alert"]').waitFor();
  assert.ok((await viewer.page.locator('[data-code="share.proof"]').count()) > 0);
  assert.equal(await viewer.page.locator('table.votes, .bars, [data-name="result"]').count(), 0);
  await look(viewer, 'broken');
  await viewer.close();
});

test('a ballot box that cannot be read is said, and asked again', async () => {
  const site = await siteOf(folder, 'finished');
  site.goWrong(/^\/log\//, 'cut');
  const viewer = await open(browser, site);
  await viewer.page.locator('[data-name="unreadable"]').waitFor();
  assert.equal(await viewer.page.locator('table.votes').count(), 0);
  await look(viewer, 'unreadable');
  site.mend();
  await viewer.page.locator('[data-name="unreadable"] button').click();
  await viewer.page.locator('[data-name="result"]').waitFor();
  await viewer.close();
  site.stop();
});

test('the record on paper is offered with the signature of the commission, and never without', async () => {
  const site = await siteNamed('finished');
  const files = new Map(
    ['ky.pdf', 'ru.pdf', 'protocol.note'].map((name) => [
      name,
      readFileSync(join(folder, 'protocol', name)),
    ]),
  );
  const shown = async (): Promise<{ words: string; links: number }> => {
    const viewer = await open(browser, site);
    await viewer.page.route('**/protocol/*', (route) => {
      const bytes = files.get(route.request().url().split('/').pop() ?? '');
      return bytes ? route.fulfill({ body: bytes }) : route.fulfill({ status: 404 });
    });
    await viewer.page.reload();
    const record = viewer.page.locator('[data-name="protocol"][aria-busy="false"]');
    await record.waitFor();
    const found = { words: await record.innerText(), links: await record.locator('a').count() };
    if (found.links > 0) {
      const [download] = await Promise.all([
        viewer.page.waitForEvent('download'),
        record.locator('a').first().click(),
      ]);
      assert.deepEqual(readFileSync(await download.path()), files.get('ky.pdf'));
    }
    await viewer.close();
    return found;
  };
  const signed = await shown();
  assert.equal(signed.links, 2);
  assert.ok(signed.words.includes('браузериңизде текшерилди'));
  files.set('ru.pdf', Buffer.from('%PDF-1.7 another'));
  const changed = await shown();
  assert.equal(changed.links, 1);
  assert.ok(changed.words.includes('комиссия кол койгон файл эмес'));
  files.delete('protocol.note');
  const none = await shown();
  assert.equal(none.links, 0);
  assert.ok(none.words.includes('жарыялай элек'));
});

test('a record on paper that does not come is not called missing', async () => {
  const viewer = await open(browser, await siteNamed('finished'));
  let status = 503;
  await viewer.page.route('**/protocol/*', (route) => route.fulfill({ status }));
  await viewer.page.reload();
  const record = viewer.page.locator('[data-name="protocol"][aria-busy="false"]');
  await record.filter({ hasText: 'окууга мүмкүн болбой' }).waitFor();
  assert.equal(await record.filter({ hasText: 'жарыялай элек' }).count(), 0);
  status = 404;
  await record.locator('button').click();
  await record.filter({ hasText: 'жарыялай элек' }).waitFor();
  await viewer.close();
});

test('Firefox verifies and shows the same', async () => {
  const site = await siteNamed('finished');
  const firefox = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
  });
  try {
    const page = await firefox.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport({ width: 390, height: 800 });
    await page.goto(`${site.url}/${PAGE}`);
    await page.waitForSelector('[data-name="result"]');
    for (const { district, counts } of resultOf(join(folder, 'finished')).districts) {
      const shown = await page.$$eval(
        `article[data-district="${district}"] table.votes tbody td:nth-child(3) a`,
        (links) => links.map((link) => link.textContent ?? ''),
      );
      assert.deepEqual(figures(shown), counts ?? []);
    }
    await page.evaluate(axe.source);
    const found = await hindrances((script) => page.evaluate(script));
    assert.equal(found.join('\n'), '');
  } finally {
    await firefox.close();
  }
});
