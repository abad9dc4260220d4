/** The public page while people vote. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { useElection } from './election.js';
import * as flow from './flow.js';
import { look, open } from './public.js';
import { Voter } from './voter.js';

const here = useElection();

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
