/** Voters in a real browser, against the real servers of a SANDBOX election. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import type { Browser } from 'playwright-core';

import { Site } from './site.js';
import { Stage, type Person } from './stage.js';
import { browserWithCamera, Voter } from './voter.js';

let stage: Stage;
let site: Site;
let browser: Browser;

function person(place: number): Person {
  const found = stage.ready.voters[place];
  assert.ok(found);
  return found;
}

before(async () => {
  stage = await Stage.start();
  site = await Site.start(stage.ready.app);
  browser = await browserWithCamera(person(1).face);
});

after(async () => {
  await browser?.close();
  site?.stop();
  await stage?.stop();
});

async function typePin(voter: Voter, pin: string): Promise<void> {
  await voter.at('start');
  await voter.press('go');
  await voter.at('pin');
  await voter.type('pin', pin);
}

async function signInByCode(voter: Voter, who: Person): Promise<void> {
  await typePin(voter, who.pin);
  await voter.press('go');
  await voter.at('identify');
  await voter.press('get-code');
  const code = await stage.code(who.pin);
  await voter.at('identify');
  await voter.type('code', code);
  await voter.press('confirm');
  await voter.at('voter');
}

/** As many marks as there are, and one more, which is refused. */
async function markAll(voter: Voter, who: Person): Promise<void> {
  const rows = voter.page.locator('[data-name="row"]');
  assert.equal(await rows.count(), who.candidates + 1);
  for (let row = 0; row < who.mandates; row += 1) await rows.nth(row).click();
  const marked = voter.page.locator('[data-name="row"][aria-checked="true"]');
  await marked.nth(who.mandates - 1).waitFor();
  assert.equal(await marked.count(), who.mandates);
  assert.equal(await voter.text('[data-name="refused"]'), '');
  if (who.candidates > who.mandates) {
    await rows.nth(who.mandates).click();
    await voter.page.locator('[data-name="refused"] p').waitFor();
    assert.equal(await marked.count(), who.mandates);
  }
}

/** The saved vote cipher is what an auditor accepts. */
async function saveAndVerify(voter: Voter): Promise<void> {
  const saved = await voter.downloaded('download');
  assert.match(saved, /\.shailoo$/);
  const told = await stage.tell({ do: 'cipher', path: saved });
  assert.equal(told['ok'], true);
}

test('a voter with a code votes, every screen inspected', async () => {
  const who = person(0);
  const voter = await Voter.open(browser, site, 'code');
  await voter.inspect('start');
  await typePin(voter, who.pin);
  assert.equal(
    await voter.page.locator('input[data-name="pin"]').inputValue(),
    who.pin.replace(/^(....)(....)(....)(..)$/, '$1 $2 $3 $4'),
  );
  await voter.inspect('pin');
  await voter.press('go');
  await voter.inspect('identify');
  await voter.press('get-code');
  const code = await stage.code(who.pin);
  await voter.at('identify');
  await voter.type('code', code);
  await voter.press('confirm');
  await voter.inspect('voter');
  await voter.press('begin');
  await voter.at('ballot');
  await markAll(voter, who);
  await voter.inspect('ballot');
  await voter.press('select');
  await voter.inspect('review');
  assert.equal(await voter.page.locator('[data-name="pick"]').count(), who.mandates);
  await voter.press('check-device');
  await voter.inspect('deviceCheck');
  await voter.press('back');
  await voter.at('review');
  await voter.press('cast');
  await voter.inspect('receipt');
  const code100 = await voter.text('[data-name="code"] [aria-hidden]');
  await saveAndVerify(voter);
  const pdf = await voter.downloaded('pdf');
  assert.equal(readFileSync(pdf).subarray(0, 5).toString(), '%PDF-');
  await voter.press('finish');
  await voter.inspect('finish');
  await voter.press('hide');
  await voter.at('start');
  await voter.press('check');
  await voter.inspect('check');
  await voter.type('control-code', code100);
  await voter.press('go');
  await voter.inspect('found');
  await voter.press('close');
  await voter.at('start');
  await voter.press('receipts');
  await voter.inspect('receipts');
  await voter.press('unlock');
  await voter.page.locator('[data-name="open"]').waitFor();
  assert.deepEqual(voter.wrong, []);
  assert.equal(new URL(voter.page.url()).search + new URL(voter.page.url()).hash, '');
  await voter.context.close();
});

test('a voter with Face-ID votes', async () => {
  const who = person(1);
  const voter = await Voter.open(browser, site, 'face');
  await typePin(voter, who.pin);
  await voter.press('go');
  await voter.at('identify');
  await voter.press('face');
  await voter.at('face');
  await voter.page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
  await voter.inspect('face');
  await voter.press('capture');
  await voter.page.locator('[data-name="confirm"]').waitFor();
  await voter.inspect('face');
  await voter.press('retake');
  await voter.page.locator('[data-name="capture"]').waitFor();
  // The SANDBOX does not recognise what Chromium's fake camera makes of a portrait.
  await voter.page.locator('[data-name="file"] input').setInputFiles(who.face);
  await voter.page.locator('[data-name="confirm"]').waitFor();
  await voter.press('confirm');
  await voter.at('voter');
  await voter.press('begin');
  await voter.at('ballot');
  await markAll(voter, who);
  await voter.press('select');
  await voter.at('review');
  await voter.press('cast');
  await voter.at('receipt');
  await saveAndVerify(voter);
  assert.deepEqual(voter.wrong, []);
  await voter.context.close();
});

test('a page that is reloaded in mid-cast sends identical bytes', async () => {
  const who = person(2);
  const voter = await Voter.open(browser, site, 'reload');
  await signInByCode(voter, who);
  await voter.press('begin');
  await voter.at('ballot');
  await markAll(voter, who);
  await voter.press('select');
  await voter.at('review');
  // The box takes the ballot, and its answer never comes.
  site.loseAnswersTo = /^\/v1\/(ballots|receipts)$/;
  const from = site.seen.length;
  await voter.press('cast');
  await voter.inspect('unknown');
  await voter.page.reload();
  await voter.page.locator('.page[data-screen]:not([data-screen="opening"])').waitFor();
  site.loseAnswersTo = null;
  await voter.at('receipt');
  const sent = site.seen.slice(from).filter((one) => one.path === '/v1/ballots');
  assert.ok(sent.length >= 2, `${sent.length} times`);
  for (const one of sent) assert.deepEqual(one.body, sent[0]?.body);
  await saveAndVerify(voter);
  await voter.context.close();
});

test('who is not on the list is told so', async () => {
  const pin = stage.ready.strangers[0] ?? '';
  const voter = await Voter.open(browser, site, 'stranger');
  await typePin(voter, pin);
  await voter.press('go');
  await voter.at('identify');
  await voter.press('get-code');
  const code = await stage.code(pin);
  await voter.at('identify');
  await voter.type('code', code);
  await voter.press('confirm');
  await voter.inspect('notice');
  assert.equal(await voter.page.locator('[data-kind]').getAttribute('data-kind'), 'not-listed');
  await voter.context.close();
});

test('a second tab says that the page is open elsewhere', async () => {
  const voter = await Voter.open(browser, site, 'tabs');
  await voter.at('start');
  const second = await voter.context.newPage();
  await second.goto(site.url);
  await second.locator('[data-fault="other-tab"]').waitFor();
  await voter.page.close();
  await second.locator('[data-name="again"]').click();
  await second.locator('[data-screen="start"]').waitFor();
  await voter.context.close();
});
