/** The public page while people vote. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { useElection } from './election.js';
import * as flow from './flow.js';
import { look, open } from './public.js';
import { Voter } from './voter.js';

const here = useElection();

test('a closing time that was put off is shown, and an answer that broke is forgotten', async () => {
  const { election, browser } = here;
  const late = '2099-12-31T14:00:00Z';
  election.site.goWrong(/^\/v1\/election$/, (answer) => {
    const told = JSON.parse(String(answer)) as object;
    return Buffer.from(JSON.stringify({ ...told, closes: late }));
  });
  const viewer = await open(browser, election.site);
  const { page } = viewer;
  const hours = page.locator('[data-hours]', { hasText: '31.12.2099' });
  await hours.waitFor();
  await election.mend();
  // Without a box the log is read; with one again, what it says now counts.
  election.site.goWrong(/^\/v1\/election$/, 'cut');
  await page.clock.install();
  // A browser keeps the box's answer for a second.
  await page.waitForTimeout(1_500);
  await page.reload();
  await page.locator('[data-name="state"]', { hasText: 'Үкөк жооп бербей' }).waitFor();
  await page.locator('[data-name="total"]').waitFor();
  await election.mend();
  const told = page.locator('[data-name="total"]', { hasText: '7' });
  election.site.goWrong(/^\/v1\/election$/, (answer) => {
    const box = JSON.parse(String(answer)) as { ballots: Record<string, number> };
    const [first = ''] = Object.keys(box.ballots);
    return Buffer.from(JSON.stringify({ ...box, ballots: { ...box.ballots, [first]: 7 } }));
  });
  for (let tries = 0; (await told.count()) === 0 && tries < 400; tries++) {
    if (tries % 40 === 0) await page.clock.fastForward(60_000);
    await page.waitForTimeout(50);
  }
  await told.waitFor();
  await election.mend();
  await viewer.close();
});

test('while people vote, the page counts ballots and shows the candidates', async () => {
  const { election, browser } = here;
  const viewer = await open(browser, election.site);
  const total = viewer.page.locator('[data-name="total"]');
  await total.waitFor();
  assert.equal(await total.innerText(), '0');
  assert.equal(await viewer.text('[data-name="state"]'), 'Добуш берүү жүрүп жатат');
  assert.equal(await viewer.page.locator('[data-name="result"], table.votes').count(), 0);
  const who = election.person(0);
  const voter = await Voter.open(browser, election.site);
  await flow.toReview(voter, election, who);
  await flow.cast(voter);
  await voter.close();
  await viewer.page.reload();
  await total.waitFor();
  await viewer.page.waitForFunction(
    () => document.querySelector('[data-name="total"]')?.textContent === '1',
  );
  assert.equal(await viewer.text(`td[data-district="${who.district}"]`), '1');
  // Photos are loaded when somebody wants to see them, and again when they did not come.
  const blobs = (): string[] =>
    election.site.seen.map(({ path }) => path).filter((path) => path.startsWith('/blob/'));
  election.site.seen.length = 0;
  await viewer.page.reload();
  await total.waitFor();
  const before = new Set(blobs());
  const people = viewer.page.locator('[data-name="candidates"] details').first();
  election.site.goWrong(/^\/blob\//, { status: 429, code: 'too-many-requests' });
  await people.locator('summary').click();
  const photos = (): Set<string> => new Set(blobs().filter((path) => !before.has(path)));
  for (let tries = 0; photos().size === 0 && tries < 100; tries++)
    await viewer.page.waitForTimeout(50);
  await viewer.page.waitForTimeout(500);
  assert.equal(await people.locator('img').count(), 0);
  await election.mend();
  await people.locator('img').first().waitFor();
  const shown = photos().size;
  const own = await people.locator('li').count();
  assert.ok(shown > 0 && shown <= own, `${shown} photos of ${own} people`);
  const [photo = ''] = photos();
  assert.ok(blobs().filter((path) => path === photo).length >= 2, 'it was asked for again');
  await look(viewer, 'voting');
  await viewer.close();
});
