/**
 * The verify page: two devices check one another, votes are found by code and by file, and what does not hold
 * is said. Audits are in audit.spec.ts.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import type { BrowserContext, Page } from 'playwright-core';

import { chromiumWith } from './chromium.js';
import { useElection } from './election.js';
import * as flow from './flow.js';
import { archive, writeDirectories } from './folder.js';
import { choose, field, inspect, opened, verdict, verifier } from './verifying.js';
import { Voter } from './voter.js';

const here = useElection();

/** A picture of what the voting device shows, as a second device's camera takes it. */
async function photograph(voter: Voter): Promise<Buffer> {
  return voter.page.locator('svg.qr').first().screenshot();
}

/** What a camera sees to which that picture is held, as a JPEG. */
async function held(code: Buffer): Promise<Buffer> {
  const page = await here.browser.newPage({ viewport: { width: 640, height: 480 } });
  const source = `data:image/png;base64,${code.toString('base64')}`;
  await page.setContent(`<body style="margin:0;display:grid;place-items:center;height:480px">
    <img src="${source}" style="height:360px">`);
  await page.locator('img').evaluate((image: HTMLImageElement) => image.decode());
  const seen = await page.screenshot({ type: 'jpeg', quality: 90 });
  await page.close();
  return seen;
}

/** Opens the sealed ballot on the voting device, and saves the opening. */
async function openBallot(voter: Voter): Promise<Buffer> {
  await voter.press('next');
  await voter.press('next');
  await voter.page.locator('[data-name="save-opening"]').waitFor();
  return readFileSync(await voter.saved('save-opening'));
}

function picture(buffer: Buffer): { name: string; mimeType: string; buffer: Buffer } {
  return { name: 'code.png', mimeType: 'image/png', buffer };
}

function bytes(buffer: Buffer): { name: string; mimeType: string; buffer: Buffer } {
  return { name: 'opening.shailoo-check', mimeType: 'application/octet-stream', buffer };
}

test('a second device sees what an honest device has sealed, and catches a lying one', async () => {
  const { election, browser } = here;
  const who = election.person(0);
  const voter = await Voter.open(browser, election.site);
  await flow.toReview(voter, election, who);
  const picks = await voter.page.locator('[data-name="pick"] b').allInnerTexts();
  await voter.press('check-device');
  await voter.at('deviceCheck');
  const code = await photograph(voter);

  const second = await verifier(browser, election.site, 'device');
  await inspect(second, 'device');
  // What is no code, and the short one.
  await field(second, 'code-text').fill('DEMO1QQQQ');
  await second.press('code-go');
  await second.page.locator('[data-name="code-text-error"] p').waitFor();
  await inspect(second, 'device-wrong-code');
  await choose(second, 'code-picture', picture(code));
  await second.page.locator('[data-name="scanned-code"]').waitFor();
  await inspect(second, 'device-code');
  const opening = await openBallot(voter);
  // An opening that is no opening is asked for again.
  await field(second, 'opening-text').fill('nonsense');
  await second.press('opening-go');
  await second.page.locator('[data-name="opening-text-error"] p').waitFor();
  await inspect(second, 'device-wrong-opening');
  await choose(second, 'opening-file', bytes(opening));
  await verdict(second, 'true');
  assert.deepEqual(await second.page.locator('[data-name="mark"] b').allInnerTexts(), picks);
  await inspect(second, 'device-true');
  // The ballot is void from now on, and the device remembers it.
  const [kept] = await voids(second.page);
  assert.match(kept ?? '', /^DEMO1/);

  // The lie: other marks than the sealed ones.
  await second.press('again');
  await focused(second, 'Башка түзмөк Сиз койгон белгилерди мөөрлөдүбү?');
  await choose(second, 'code-picture', picture(code));
  await second.page.locator('[data-name="scanned-code"]').waitFor();
  const lie = Buffer.from(opening);
  lie[lie.length - 1] = 1 - (lie[lie.length - 1] ?? 0);
  await choose(second, 'opening-file', bytes(lie));
  await verdict(second, 'check.encryption');
  await inspect(second, 'device-false');
  // A file may have been damaged on its way: the opening can be given once more, for the same code.
  await second.page.locator('[data-name="damaged"]').waitFor();
  const code100 = await second.press('opening-again').then(() => second.text('.code.small'));
  await focused(second, 'Эми бюллетенди ачуучу кодду окутуңуз');
  await choose(second, 'opening-file', bytes(opening));
  await verdict(second, 'true');
  assert.equal(await second.text('.code.small'), code100);

  // The lie: it opens a ballot, but not the one whose code was scanned.
  await second.press('again');
  await voter.press('back');
  await voter.at('ballot');
  await voter.press('select');
  await voter.at('review');
  await voter.press('check-device');
  await voter.at('deviceCheck');
  await choose(second, 'code-picture', picture(await photograph(voter)));
  await second.page.locator('[data-name="scanned-code"]').waitFor();
  const never = await second.text('[data-name="scanned-code"]');
  await choose(second, 'opening-file', bytes(opening));
  await verdict(second, 'check.code');
  await inspect(second, 'device-other');

  // The code of a ballot that was sealed and never cast is well typed, and unknown.
  await second.press('tab-vote');
  await field(second, 'control-code').fill(never);
  await second.press('check-go');
  await verdict(second, 'unknown');

  assert.deepEqual([...voter.wrong, ...second.wrong], []);
  await Promise.all([voter.context.close(), second.context.close()]);
});

/** Codes of ballots that this device has seen opened. */
function voids(page: Page, add?: string): Promise<string[]> {
  return page.evaluate(
    (added) =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('shailoo-verify');
        opening.onerror = () => reject(opening.error ?? new Error('no database'));
        opening.onsuccess = () => {
          const store = opening.result.transaction('kept', 'readwrite').objectStore('kept');
          if (added) store.put([added], 'voids');
          const found = store.get('voids') as IDBRequest<string[] | undefined>;
          found.onsuccess = () => {
            opening.result.close();
            resolve(found.result ?? []);
          };
        };
      }),
    add,
  );
}

test('a camera that nobody sees is off', async () => {
  const { election } = here;
  const camera = await chromiumWith({ sees: election.person(0).face });
  const device = await verifier(camera, election.site, 'device');
  await device.press('code-scan');
  await device.page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
  await inspect(device, 'device-scanning');
  await device.press('tab-vote');
  await device.page.locator('video').waitFor({ state: 'detached' });
  await device.press('tab-device');
  assert.equal(await device.page.locator('video').count(), 0);
  await device.press('code-scan');
  await device.page.locator('video').waitFor();
  assert.deepEqual(device.wrong, []);
  await device.close();
  await camera.close();
});

test('a second device reads the codes by its camera', async () => {
  const { election, browser } = here;
  const voter = await Voter.open(browser, election.site);
  await flow.toReview(voter, election, election.person(2));
  await voter.press('check-device');
  await voter.at('deviceCheck');
  const film = join(mkdtempSync(join(tmpdir(), 'film-')), 'code.jpg');
  writeFileSync(film, await held(await photograph(voter)));
  const camera = await chromiumWith({ sees: film });
  const second = await verifier(camera, election.site, 'device');
  await second.press('code-scan');
  await second.page.locator('[data-name="scanned-code"]').waitFor();
  await choose(second, 'opening-file', bytes(await openBallot(voter)));
  await verdict(second, 'true');
  assert.deepEqual([...voter.wrong, ...second.wrong], []);
  await voter.close();
  await camera.close();
});

test('a decoder that does not come is told, and nobody goes on waiting for a code', async () => {
  const { election } = here;
  const camera = await chromiumWith({ sees: election.person(0).face });
  let refuse = (): void => undefined;
  const waits = new Promise<void>((resolve) => (refuse = resolve));
  const device = await opened(camera, election.site, 'device', (context) =>
    context.route('**/assets/decode-*.js', async (route) => {
      await waits;
      await route.abort();
    }),
  );
  const { page } = device;
  const ready = page.locator('main[data-ready="true"]');
  const told = page.locator('[data-name="code-scan-error"] p');
  await ready.waitFor();
  await device.press('code-scan');
  await page.locator('video').waitFor();
  refuse();
  await told.waitFor();
  assert.match(await told.innerText(), /жүктөлгөн жок/);
  assert.equal(await page.locator('video').count(), 0);
  // Nobody is told that there is no code in a picture at which nobody has looked.
  await page.reload();
  await ready.waitFor();
  await choose(device, 'code-picture', picture(await page.screenshot()));
  await told.waitFor();
  assert.match(await told.innerText(), /жүктөлгөн жок/);
  assert.deepEqual(device.wrong, []);
  await device.close();
  await camera.close();
});

test('a vote is found by its code and by its file, and typing mistakes are told', async () => {
  const { election, browser } = here;
  const who = election.person(1);
  const voter = await Voter.open(browser, election.site);
  await flow.toReview(voter, election, who);
  await flow.cast(voter);
  const code = await flow.code(voter);
  const cipher = await voter.saved('download');

  const device = await verifier(browser, election.site, 'vote');
  await inspect(device, 'vote');
  const letters = code.replaceAll(' ', '');
  const at = [...letters].findIndex((letter, place) => place > 5 && letter !== letters[place + 1]);
  const swapped = `${letters.slice(0, at)}${letters[at + 1]}${letters[at]}${letters.slice(at + 2)}`;
  for (const [typed, told] of [
    [swapped, 'төрттөн'],
    [letters.slice(0, -1), '26'],
    [`${letters.slice(0, 6)}B${letters.slice(7)}`, ': 2'],
  ] as const) {
    await field(device, 'control-code').fill(typed);
    await device.press('check-go');
    const error = device.page.locator('[data-name="control-code-error"] p');
    await error.waitFor();
    assert.ok((await error.innerText()).includes(told), typed);
    await field(device, 'control-code').fill('');
  }
  await field(device, 'control-code').fill('DEMO1 7K3M 9QXA 2TPR H5VE 7K3M 9QXA 2T');
  await inspect(device, 'vote-typed');
  await device.press('check-go');
  await device.page.locator('[data-name="control-code-error"] p').waitFor();
  await inspect(device, 'vote-typo');
  await field(device, 'control-code').fill(code.toLowerCase());
  await field(device, 'control-code').press('Enter');
  await verdict(device, 'recorded');
  assert.equal(await device.text('[data-name="found-code"]'), code);
  await inspect(device, 'vote-recorded');

  await device.press('again');
  await focused(device, 'Контролдук кодду киргизиңиз');

  // A file of another election says so itself; it is no reason to accuse anybody.
  const text = readFileSync(cipher, 'utf8');
  const id = /v1\/([0-9a-f]{64})\/ballot-box/.exec(text)?.[1] ?? '';
  await choose(device, 'vote-file', bytes(Buffer.from(text.replaceAll(id, 'ab'.repeat(32)))));
  await verdict(device, 'other');
  await inspect(device, 'vote-other');
  await device.press('again');

  // The file alone, without any server.
  election.site.goWrong(/./, 'cut');
  await choose(device, 'vote-file', cipher);
  await verdict(device, 'file');
  assert.equal(await device.text('[data-name="found-code"]'), code);
  await inspect(device, 'vote-file');
  await device.press('ask');
  await device.page.locator('[data-name="problem"] p').waitFor();
  election.site.mend();
  // While the box is asked, the page says so.
  let answer = (): void => undefined;
  const waits = new Promise<void>((resolve) => (answer = resolve));
  await device.page.route('**/v1/codes/**', async (route) => {
    await waits;
    await route.continue();
  });
  await device.press('ask');
  await device.page.locator('[data-name="looking"] p').waitFor();
  answer();
  await verdict(device, 'recorded');
  assert.equal(await device.page.locator('[data-name="looking"] p').count(), 0);
  await device.page.unrouteAll({ behavior: 'wait' });
  const asked = device.asked.findLast((url) => url.includes('/v1/codes/')) ?? '';
  const whole = decodeURIComponent(asked.split('/').at(-1) ?? '');

  // An answer that comes too late is about something else.
  await device.press('again');
  election.site.goWrong(/codes/, 'held');
  await field(device, 'control-code').fill(code);
  await Promise.all([device.page.waitForRequest(/v1.codes/), device.press('check-go')]);
  await choose(device, 'vote-file', cipher);
  await verdict(device, 'file');
  election.site.mend();
  await device.page.waitForTimeout(500);
  assert.equal(await device.page.locator('[data-name="problem"] p').count(), 0);

  // A ballot that was opened to check a device must never be recorded.
  await voids(device.page, whole);
  await device.press('ask');
  await verdict(device, 'void');
  await inspect(device, 'vote-void');
  await device.press('again');
  await choose(device, 'vote-file', cipher);
  await verdict(device, 'void');
  await voids(device.page, 'DEMO1');

  // What the box says beyond its proof is shown as its words.
  await device.press('again');
  election.site.goWrong(/codes/, (answer) =>
    Buffer.from(String(answer).replace('"state":"recorded"', '"state":"final"')),
  );
  await field(device, 'control-code').fill(code);
  await device.press('check-go');
  await verdict(device, 'final');
  assert.ok((await device.text('.outcome-info h2')).includes('айтат'));
  await inspect(device, 'vote-final');
  election.site.mend();

  // One changed byte of the file, and it proves nothing.
  await device.press('again');
  const changed = readFileSync(cipher);
  changed[200] = changed[200] === 65 ? 66 : 65;
  await choose(device, 'vote-file', bytes(changed));
  await device.page.locator('[data-verdict^="receipt."]').waitFor();
  await inspect(device, 'vote-false');

  // A box that never comes to an end, in one way or the other, gives no answer.
  await device.press('again');
  const none = device.page.locator('[data-name="control-code-error"] p');
  for (const what of ['held', () => Buffer.alloc(3 << 20, 32)] as const) {
    election.site.goWrong(/codes/, what);
    await field(device, 'control-code').fill(code);
    await device.press('check-go');
    await none.waitFor();
    assert.ok((await none.innerText()).includes('жооп берген жок'));
    election.site.mend();
  }
  await inspect(device, 'vote-no-answer');
  await device.page.reload();
  await field(device, 'control-code').waitFor();

  // A box that denies a vote, and one that shows somebody else's proof.
  election.site.goWrong(/codes/, () => Buffer.from('{"state":"unknown","matches":[]}'));
  await field(device, 'control-code').fill(code);
  await device.press('check-go');
  await verdict(device, 'unknown');
  assert.equal(await device.text('[data-name="asked-code"]'), code);
  await inspect(device, 'vote-unknown');
  await device.press('again');
  election.site.mend();
  election.site.goWrong(/codes/, (answer) =>
    Buffer.from(String(answer).replace('"index":', '"index":1')),
  );
  await field(device, 'control-code').fill(code);
  await device.press('check-go');
  await verdict(device, 'receipt.ballot');
  election.site.mend();

  // Without a connection the kept manifest serves, verified anew.
  election.site.goWrong(/^\/(log|blob)/, 'cut');
  await device.page.reload();
  await device.page.locator('main[data-ready="true"] .information').first().waitFor();
  await inspect(device, 'vote-kept');
  await choose(device, 'vote-file', cipher);
  await verdict(device, 'file');
  assert.deepEqual(device.wrong, []);
  await Promise.all([voter.context.close(), device.context.close()]);
});

test('an election whose data does not hold is not checked against', async () => {
  const { election, browser } = here;
  const changed = (change: (app: Record<string, unknown>) => void) => (context: BrowserContext) =>
    context.route('**/app.json', async (route) => {
      const answer = await route.fetch();
      const app = (await answer.json()) as Record<string, unknown>;
      change(app);
      await route.fulfill({ response: answer, json: app });
    });
  // Signed by others than the page trusts.
  const trust = JSON.parse(readFileSync(join(writeDirectories(), 'trust.json'), 'utf8')) as unknown;
  const cases: [string, (context: BrowserContext) => Promise<unknown>][] = [
    ['none-unsigned', changed((app) => (app['trust'] = trust))],
    ['none-other', changed((app) => (app['election'] = 'ab'.repeat(32)))],
    // A box that fails to give a file has not said that there is none.
    [
      'none-unreadable',
      (context) => context.route('**/box/blob/*', (route) => route.fulfill({ status: 503 })),
    ],
  ];
  for (const [wanted, prepare] of cases) {
    const device = await opened(browser, election.site, 'vote', prepare);
    await verdict(device, wanted);
    await inspect(device, wanted);
    assert.deepEqual(device.wrong, []);
    await device.close();
  }
});

/** The keyboard goes on at the heading with this text. */
async function focused(device: Voter, heading: string): Promise<void> {
  await device.page.waitForFunction(
    (text) =>
      document.activeElement?.tagName === 'H2' && document.activeElement.textContent === text,
    heading,
  );
}

test('an archive of an election with other keys is called that', async () => {
  const device = await verifier(here.browser, here.election.site, 'audit');
  await choose(device, 'audit-archive', archive(writeDirectories(), 'finished'));
  await verdict(device, 'other');
  assert.equal(await device.page.locator('.outcome-error, [data-name="failure"]').count(), 0);
  // What is saved accuses nobody either.
  const text = readFileSync(await device.saved('save-text'), 'utf8');
  assert.ok(text.includes(await device.text('.report .outcome h2')), text);
  assert.ok(!/Аудит өтпөдү|[a-z]\.[a-z]/.test(text), text);
  await device.close();
});

test('the parts are reached by keyboard alone', async () => {
  const device = await verifier(here.browser, here.election.site, 'vote');
  const { page } = device;
  await page.locator('#tab-vote').focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('main[data-part="device"]').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.locator('main[data-part="audit"]').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'tab-audit');
  assert.equal(new URL(page.url()).hash, '#audit');
  // What the panel begins with comes next, and has a visible outline.
  await page.keyboard.press('Tab');
  assert.equal(
    await page.evaluate(() => document.activeElement?.getAttribute('data-name')),
    'goal-voting',
  );
  // While people vote there is no result to ask for.
  assert.equal(await page.locator('[data-name="goal-voting"]').isChecked(), true);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await verdict(device, 'passes');
  await device.context.close();
});

test('without a camera the page says so', async () => {
  const blind = await chromiumWith({ refused: true });
  const device = await verifier(blind, here.election.site, 'device');
  await device.press('code-scan');
  await device.page.locator('[data-name="code-scan-error"] p').waitFor();
  await inspect(device, 'device-no-camera');
  await device.context.close();
  await blind.close();
});
