/** Whole votes, from the first screen to the saved vote cipher, which the auditor verifies. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { useElection } from './election.js';
import * as flow from './flow.js';
import { Voter } from './voter.js';

const FACE = 1;
const here = useElection(FACE);

test('a voter with a code', async () => {
  const { election, browser } = here;
  const who = election.person(0);
  const voter = await Voter.open(browser, election.site);
  await flow.toPin(voter);
  await flow.typePin(voter, who.pin);
  assert.equal(
    await voter.page.locator('input[data-name="pin"]').inputValue(),
    who.pin.replace(/^(....)(....)(....)(..)$/, '$1 $2 $3 $4'),
  );
  await voter.press('go');
  await flow.identifyByCode(voter, election, who.pin);
  await voter.at('voter');
  assert.ok((await voter.text('main')).includes(who.name));
  await voter.press('begin');
  await voter.at('ballot');
  await flow.markAll(voter, who);
  await voter.press('select');
  await voter.at('review');
  assert.equal(await voter.page.locator('[data-name="pick"]').count(), who.mandates);
  await flow.cast(voter);
  const code = await flow.code(voter);
  await flow.saveAndVerify(voter, election);
  await voter.page.locator('[data-name="saved"] p').waitFor();
  const pdf = await voter.saved('pdf');
  assert.equal(readFileSync(pdf).subarray(0, 5).toString(), '%PDF-');

  // Whoever has the code finds the vote, and no choice.
  await voter.press('finish');
  await voter.at('finish');
  await voter.press('hide');
  await voter.at('start');
  assert.ok(!(await voter.text('body')).includes(code));
  await voter.press('check');
  await voter.at('check');
  await voter.type('control-code', code);
  await voter.press('go');
  await voter.at('found');
  assert.equal(await voter.text('[data-name="code"]'), code);
  await voter.press('close');
  await voter.at('start');
  await voter.press('receipts');
  await voter.at('receipts');
  await voter.press('unlock');
  await voter.press('open');
  await voter.at('receipt');
  assert.equal(await flow.code(voter), code);
  assert.deepEqual(voter.wrong, []);
  await voter.close();
});

test('a voter with Face-ID', async () => {
  const { election, browser } = here;
  const who = election.person(FACE);
  const voter = await Voter.open(browser, election.site);
  await flow.toIdentify(voter, who.pin);
  await voter.at('identify');
  await voter.press('face');
  await voter.at('face');
  await flow.capture(voter);
  await voter.press('retake');
  await flow.capture(voter);
  await voter.press('confirm');
  await voter.at('voter');
  assert.ok((await voter.text('main')).includes(who.name));
  await voter.press('begin');
  await voter.at('ballot');
  await flow.markAll(voter, who);
  await voter.press('select');
  await voter.at('review');
  await flow.cast(voter);
  await flow.saveAndVerify(voter, election);
  assert.deepEqual(voter.wrong, []);
  await voter.close();
});

test('a voter with a picture of the face in a file votes against all', async () => {
  const { election, browser } = here;
  const who = election.person(2);
  const voter = await Voter.open(browser, election.site);
  await flow.toIdentify(voter, who.pin);
  await flow.identifyByFile(voter, who.face);
  await voter.at('voter');
  await voter.press('begin');
  await voter.at('ballot');
  await flow.mark(voter, 0);
  const againstAll = who.candidates;
  const rows = voter.page.locator('[data-name="row"]');
  await rows.nth(againstAll).click();
  // One excludes the other: the mark that stands says so, or gives way.
  const marked = voter.page.locator('[data-name="row"][aria-checked="true"]');
  await voter.page
    .locator('[data-name="refused"] p, [data-name="row"]:last-child[aria-checked="true"]')
    .first()
    .waitFor();
  assert.equal(await marked.count(), 1);
  if ((await rows.nth(0).getAttribute('aria-checked')) === 'true') {
    await rows.nth(0).click();
    await flow.mark(voter, againstAll);
  }
  assert.equal(await marked.count(), 1);
  await voter.press('select');
  await voter.at('review');
  await flow.cast(voter);
  await flow.saveAndVerify(voter, election);
  assert.deepEqual(voter.wrong, []);
  await voter.close();
});

test('another voter afterwards sees nothing of the first', async () => {
  const { election, browser } = here;
  const [first, second] = [election.person(3), election.person(7)];
  const voter = await Voter.open(browser, election.site);
  await flow.toReview(voter, election, first);
  await flow.cast(voter);
  const code = await flow.code(voter);
  await voter.press('finish');
  await voter.at('finish');
  await voter.press('hide');
  await flow.toPin(voter);
  assert.equal(await voter.page.locator('input[data-name="pin"]').inputValue(), '');
  await flow.typePin(voter, second.pin);
  await voter.press('go');
  await flow.identifyByCode(voter, election, second.pin);
  await voter.at('voter');
  const words = await voter.text('body');
  assert.ok(words.includes(second.name) && !words.includes(first.name) && !words.includes(code));
  await voter.press('begin');
  await voter.at('ballot');
  assert.equal(await voter.page.locator('[aria-checked="true"]').count(), 0);
  await voter.close();
});
