/** What voters do, step by step, from one screen at rest to the next. */

import assert from 'node:assert/strict';

import type { Election } from './election.js';
import type { Person } from './stage.js';
import type { Voter } from './voter.js';

export async function toPin(voter: Voter): Promise<void> {
  await voter.at('start');
  await voter.press('go');
  await voter.at('pin');
}

export async function typePin(voter: Voter, pin: string): Promise<void> {
  await voter.at('pin');
  await voter.type('pin', pin);
  await voter.page.locator('[data-name="go"][aria-disabled="false"]').waitFor();
}

export async function toIdentify(voter: Voter, pin: string): Promise<void> {
  await toPin(voter);
  await typePin(voter, pin);
  await voter.press('go');
}

/** By the code of the cloud signature, as it is mailed. */
export async function identifyByCode(voter: Voter, election: Election, pin: string): Promise<void> {
  await voter.at('identify');
  await voter.press('get-code');
  const code = await election.stage.code(pin);
  await voter.at('identify');
  await voter.type('code', code);
  await voter.press('confirm');
}

/** Takes a picture, as soon as the camera sees something. */
export async function capture(voter: Voter): Promise<void> {
  await voter.page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
  await voter.press('capture');
  await voter.page.locator('[data-name="confirm"]').waitFor();
}

/** Chooses a picture in a file. */
export async function choose(voter: Voter, face: string): Promise<void> {
  await voter.page.locator('[data-name="file"] input').setInputFiles(face);
  await voter.page.locator('[data-name="confirm"]').waitFor();
}

/** By a picture of the face in a file. */
export async function identifyByFile(voter: Voter, face: string): Promise<void> {
  await voter.at('identify');
  await voter.press('face');
  await voter.at('face');
  await choose(voter, face);
  await voter.press('confirm');
}

export async function toVoter(voter: Voter, election: Election, who: Person): Promise<void> {
  await toIdentify(voter, who.pin);
  await identifyByCode(voter, election, who.pin);
  await voter.at('voter');
}

export async function toBallot(voter: Voter, election: Election, who: Person): Promise<void> {
  await toVoter(voter, election, who);
  await voter.press('begin');
  await voter.at('ballot');
}

/** Presses rows of the ballot, and waits for each mark. */
export async function mark(voter: Voter, ...places: number[]): Promise<void> {
  for (const place of places) {
    const row = voter.page.locator('[data-name="row"]').nth(place);
    await row.click();
    await voter.page
      .locator(`[data-name="row"]:nth-child(${place + 1})[aria-checked="true"]`)
      .waitFor();
  }
}

/** As many marks as there are, and one more, which is refused. */
export async function markAll(voter: Voter, who: Person): Promise<void> {
  const rows = voter.page.locator('[data-name="row"]');
  assert.equal(await rows.count(), who.candidates + 1);
  await mark(voter, ...Array.from({ length: who.mandates }, (_, place) => place));
  const marked = voter.page.locator('[data-name="row"][aria-checked="true"]');
  assert.equal(await marked.count(), who.mandates);
  assert.equal(await voter.text('[data-name="refused"]'), '');
  if (who.candidates > who.mandates) {
    await rows.nth(who.mandates).click();
    await voter.page.locator('[data-name="refused"] p').waitFor();
    assert.equal(await marked.count(), who.mandates);
  }
}

/** To the marks once more, sealed. */
export async function toReview(voter: Voter, election: Election, who: Person): Promise<void> {
  await toBallot(voter, election, who);
  await markAll(voter, who);
  await voter.press('select');
  await voter.at('review');
}

export async function cast(voter: Voter): Promise<void> {
  await voter.press('cast');
  await voter.at('receipt');
}

/** The saved vote cipher is what the auditor accepts. */
export async function saveAndVerify(voter: Voter, election: Election): Promise<void> {
  const saved = await voter.saved('download');
  assert.match(saved, /\.shailoo$/);
  const told = await election.stage.tell({ do: 'cipher', path: saved });
  assert.equal(told['ok'], true);
}

/** The control code of the receipt. */
export function code(voter: Voter): Promise<string> {
  return voter.text('[data-name="code"] [aria-hidden]');
}
