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
  await viewer.page.locator('[data-name="candidates"] summary').first().click();
  await viewer.page.locator('[data-name="candidates"] details[open] img').first().waitFor();
  await look(viewer, 'voting');
  await viewer.close();
});
