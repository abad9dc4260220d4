/** A page that is reloaded, at every screen: it goes on as the core says, and never votes twice. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { useElection } from './election.js';
import * as flow from './flow.js';
import { misfits } from './layout.js';
import type { Site } from './site.js';
import { mayTrap, trap } from './trap.js';
import { Voter } from './voter.js';

const here = useElection(0);
const open = () => Voter.open(here.browser, here.election.site);

/** The ballot was sent more than once since then, each time with the same bytes. */
function sameBytesAgain(site: Site, from: number): void {
  const sent = site.seen.slice(from).filter((one) => one.path === '/v1/ballots');
  assert.ok(sent.length >= 2, `${sent.length} times`);
  for (const one of sent) assert.deepEqual(one.body, sent[0]?.body);
}

test('before the ballot it begins anew', async () => {
  const { election } = here;
  const who = election.person(0);
  const voter = await open();
  const again = async (): Promise<void> => {
    await voter.page.reload();
    await voter.at('start');
  };
  await voter.at('start');
  await again();
  await flow.toPin(voter);
  await flow.typePin(voter, who.pin);
  await again();
  await flow.toIdentify(voter, who.pin);
  await voter.at('identify');
  await again();
  await flow.toIdentify(voter, who.pin);
  await voter.at('identify');
  await voter.press('face');
  await voter.at('face');
  await again();
  await flow.toVoter(voter, election, who);
  await again();
  await voter.press('check');
  await voter.at('check');
  await again();
  await voter.close();
});

test('while opening it opens', async () => {
  const { election } = here;
  election.site.goWrong(/./, 'held');
  const voter = await open();
  await voter.passes('opening');
  election.site.mend();
  await voter.page.reload();
  await voter.at('start');
  await voter.close();
});

test('with marks it says that they are gone, and nothing was used', async () => {
  const { election } = here;
  const who = election.person(1);
  const voter = await open();
  await flow.toBallot(voter, election, who);
  await flow.mark(voter, 0);
  await voter.page.reload();
  await voter.told('session-lost');
  await voter.press('primary');
  await flow.toReview(voter, election, who);
  await voter.page.reload();
  await voter.told('session-lost');
  await voter.press('primary');
  await flow.toIdentify(voter, who.pin);
  await flow.identifyByFile(voter, who.face);
  await voter.at('voter');
  await voter.press('begin');
  await voter.at('ballot');
  assert.equal(await voter.page.locator('[aria-checked="true"]').count(), 0);
  await flow.mark(voter, 1);
  await voter.press('select');
  await voter.at('review');
  await voter.press('check-device');
  await voter.at('deviceCheck');
  await voter.page.reload();
  await voter.told('session-lost');
  await voter.close();
});

test('the browser’s way back goes back in the app, and from the first screen out of the page', async () => {
  const { election } = here;
  const voter = await open();
  const back = (): Promise<unknown> => voter.page.evaluate(() => history.back());
  await flow.toReview(voter, election, election.person(9));
  const marked = voter.page.locator('[aria-checked="true"]');
  await back();
  await voter.at('ballot');
  const marks = await marked.count();
  assert.ok(marks > 0);
  await back();
  await voter.at('voter');
  // What the app's own button leaves behind in the history takes nobody out of the page.
  await voter.press('begin');
  await voter.at('ballot');
  assert.equal(await marked.count(), marks);
  await voter.press('back');
  await voter.at('voter');
  await back();
  await voter.at('start');
  await flow.toPin(voter);
  await back();
  await voter.at('start');
  await voter.page.waitForFunction(() => history.state === null);
  await back();
  await voter.page.waitForURL('about:blank');
  await voter.close();
});

test('there is no way back from a vote that is being sent', async () => {
  const { election } = here;
  const { site } = election;
  const voter = await open();
  await flow.toReview(voter, election, election.person(10));
  site.goWrong(/^\/v1\/ballots$/, 'held');
  await voter.press('cast');
  await voter.passes('casting');
  await voter.page.evaluate(() => history.back());
  await voter.page.waitForTimeout(300);
  await voter.passes('casting');
  site.mend();
  await voter.at('receipt');
  await flow.saveAndVerify(voter, election);
  await voter.close();
});

test('a sealed ballot is told of before there is a connection again, and whoever leaves is asked', async () => {
  const { election } = here;
  const { site } = election;
  const voter = await open();
  await flow.toReview(voter, election, election.person(11));
  site.goWrong(/^\/v1\/(ballots|receipts)$/, 'lost');
  const from = site.seen.length;
  await voter.press('cast');
  await voter.at('unknown');
  const waiting = await voter.text('main p');
  site.goWrong(/./, 'cut');
  voter.page.on('dialog', (dialog) => void dialog.accept());
  await voter.page.reload();
  await voter.told('network');
  assert.ok((await voter.text('.notice')).includes(waiting));
  const asked = voter.page.waitForEvent('dialog');
  await voter.press('primary');
  await voter.told('network');
  void voter.page.close({ runBeforeUnload: true });
  assert.equal((await asked).type(), 'beforeunload');
  const other = await voter.context.newPage();
  site.mend();
  await other.goto(site.url);
  await other.locator('.page[data-screen="receipt"][data-working="false"]').waitFor();
  sameBytesAgain(site, from);
  await voter.close();
});

test('while the right is asked for, the marks are gone and the right is not', async () => {
  const { election } = here;
  const who = election.person(2);
  const voter = await open();
  await flow.toReview(voter, election, who);
  election.site.goWrong(/^\/v1\/rights$/, 'lost');
  await voter.press('cast');
  await voter.passes('casting');
  await voter.page.reload();
  election.site.mend();
  await voter.page
    .locator('.page[data-working="false"]:not([data-screen="opening"])')
    .first()
    .waitFor();
  await voter.page.reload();
  await flow.toIdentify(voter, who.pin);
  await flow.identifyByFile(voter, who.face);
  await voter.at('voter');
  await voter.press('begin');
  await voter.at('ballot');
  await flow.mark(voter, 0);
  await voter.press('select');
  await voter.at('review');
  await flow.cast(voter);
  await flow.saveAndVerify(voter, election);
  await voter.close();
});

test('in the middle of casting it sends identical bytes', async () => {
  const { election } = here;
  const site = election.site;
  const voter = await open();
  await flow.toReview(voter, election, election.person(3));
  // The box takes the ballot, and its answer never comes.
  site.goWrong(/^\/v1\/(ballots|receipts)$/, 'lost');
  const from = site.seen.length;
  await voter.press('cast');
  await voter.at('unknown');
  await voter.page.reload();
  await voter.at('unknown');
  // Nobody gets this one.
  site.mend();
  site.goWrong(/^\/v1\/ballots$/, 'held');
  await voter.press('retry');
  await voter.passes('casting');
  await voter.page.reload();
  await voter.passes('casting');
  site.mend();
  await voter.page.reload();
  await voter.at('receipt');
  sameBytesAgain(site, from);
  await flow.saveAndVerify(voter, election);
  await voter.close();
});

test('leaving while the vote is on its way has to be confirmed', async () => {
  const { election } = here;
  const { site } = election;
  const voter = await open();
  const { page } = voter;
  await flow.toReview(voter, election, election.person(6));
  const leaves = () => page.close({ runBeforeUnload: true });
  /** Tries to leave, and stays when asked. */
  const asked = async (): Promise<void> => {
    const question = page.waitForEvent('dialog');
    await leaves();
    const dialog = await question;
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
  };
  site.goWrong(/^\/v1\/ballots$/, 'held');
  await voter.press('cast');
  await voter.passes('casting');
  await voter.page.locator('.stages .current').waitFor();
  await asked();
  await voter.passes('casting');
  site.mend();
  site.goWrong(/^\/v1\/(ballots|receipts)$/, 'cut');
  await voter.at('unknown');
  await asked();
  await voter.press('back');
  await voter.at('start');
  await asked();
  site.mend();
  await voter.press('resume');
  await voter.at('receipt');
  // Now nothing holds anybody.
  const closed = page.waitForEvent('close');
  await leaves();
  await closed;
  await voter.context.close();
});

test('a sealed ballot goes again though the voter looks elsewhere', async () => {
  const { election } = here;
  const { site } = election;
  // As a browser does: a page that is not seen is not painted, and its timers go on.
  const voter = await Voter.open(here.browser, site, {
    prepare: (context) =>
      context.addInitScript(() => {
        const seen = globalThis as { hidden?: boolean; unpainted?: boolean };
        Object.defineProperty(Document.prototype, 'visibilityState', {
          get: () => (seen.hidden ? 'hidden' : 'visible'),
        });
        const paint = globalThis.requestAnimationFrame.bind(globalThis);
        globalThis.requestAnimationFrame = (done) => (seen.unpainted ? 0 : paint(done));
      }),
  });
  await flow.toReview(voter, election, election.person(7));
  site.goWrong(/^\/v1\/(ballots|receipts)$/, 'cut');
  // He leaves just after pressing: the page has asked to be painted, and never will be.
  await voter.page.evaluate(() => ((globalThis as { unpainted?: boolean }).unpainted = true));
  await voter.press('cast');
  await voter.passes('unknown');
  await voter.page.evaluate(() => ((globalThis as { hidden?: boolean }).hidden = true));
  await voter.at('unknown');
  site.mend();
  await voter.at('receipt');
  await flow.saveAndVerify(voter, election);
  await voter.close();
});

test('a core that traps in the middle of casting is told, and the same ballot goes again', async () => {
  const { election } = here;
  const { site } = election;
  const voter = await Voter.open(here.browser, site, { prepare: mayTrap });
  await flow.toReview(voter, election, election.person(8));
  const from = site.seen.length;
  site.goWrong(/^\/v1\/ballots$/, 'held');
  await voter.press('cast');
  while (!site.seen.slice(from).some((one) => one.path === '/v1/ballots')) {
    await voter.page.waitForTimeout(50);
  }
  await trap(voter.page);
  site.mend();
  await voter.page.locator('[data-fault="failed"]').waitFor();
  assert.match(await voter.text('main'), /ошол эле бюллетень жөнөтүлөт/);
  assert.deepEqual(
    [...(await voter.hindrances('fault', ['ky'])), ...(await misfits(voter.page, 'fault'))],
    [],
  );
  // Nothing is asked: another page goes on.
  voter.page.on('dialog', () => assert.fail('asked'));
  await voter.press('again');
  await voter.at('receipt');
  sameBytesAgain(site, from);
  await flow.saveAndVerify(voter, election);
  await voter.close();
});

test('after a cut the vote goes again by itself', async () => {
  const { election } = here;
  const voter = await open();
  await flow.toReview(voter, election, election.person(4));
  await election.stage.tell({ do: 'cut' });
  await voter.press('cast');
  await voter.at('unknown');
  await election.mend();
  await voter.at('receipt');
  await flow.saveAndVerify(voter, election);
  await voter.close();
});

test('after casting the receipt is kept', async () => {
  const { election } = here;
  const voter = await open();
  await flow.toReview(voter, election, election.person(5));
  await flow.cast(voter);
  const code = await flow.code(voter);
  // A receipt that nobody can have seen yet would be shown again.
  await voter.press('finish');
  await voter.at('finish');
  await voter.press('back');
  await voter.at('receipt');
  const seen = async (): Promise<void> => {
    await voter.at('start');
    await voter.press('receipts');
    await voter.at('receipts');
    await voter.press('unlock');
    await voter.press('open');
    await voter.at('receipt');
    assert.equal(await flow.code(voter), code);
  };
  await voter.page.reload();
  await seen();
  await voter.press('finish');
  await voter.at('finish');
  await voter.page.reload();
  await seen();
  await voter.page.reload();
  await voter.at('start');
  await voter.press('check');
  await voter.at('check');
  await voter.type('control-code', code);
  await voter.press('go');
  await voter.at('found');
  await voter.page.reload();
  await voter.at('start');
  await voter.close();
});
