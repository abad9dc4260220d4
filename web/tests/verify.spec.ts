/**
 * The verify page: two devices check one another, votes are found by code and by file, and whole
 * elections are audited, from a server and from an archive.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser } from 'playwright-core';

import { hindrances } from './access.js';
import { chromiumWith } from './chromium.js';
import { useElection } from './election.js';
import * as flow from './flow.js';
import { siteOf, writeDirectories } from './folder.js';
import { misfits } from './layout.js';
import type { Site } from './site.js';
import { LANGUAGES, PATIENCE, Voter } from './voter.js';

/** Where pictures go; none are made without it. */
const SHOTS = process.env['SHAILOO_SHOTS'];

const here = useElection();
const sites: Site[] = [];
let folder = '';

before(() => {
  folder = writeDirectories();
});

after(() => {
  for (const site of sites) site.stop();
});

type Part = 'device' | 'vote' | 'audit';

/** The verify page on a device of its own. */
async function verifier(browser: Browser, site: Site, part: Part): Promise<Voter> {
  const device = await Voter.open(browser, site);
  await device.page.goto(`${site.url}/verify/index.html#${part}`);
  await device.page.locator(`main[data-part="${part}"][data-ready="true"]`).waitFor();
  return device;
}

/** Nothing hinders anybody, in both official languages, by day and by night; everything fits. */
async function inspect(device: Voter, name: string): Promise<void> {
  const faults: string[] = [];
  for (const language of ['ru', 'ky'] as const) {
    await device.page
      .locator('[data-name="language"]')
      .selectOption({ label: LANGUAGES[language] });
    await device.page.locator(`html[lang="${language}"]`).waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await device.page.emulateMedia({ colorScheme });
      const found = await hindrances((script) => device.page.evaluate(script));
      faults.push(...found.map((one) => `${name}, ${language}, ${colorScheme}: ${one}`));
      if (SHOTS) await shoot(device, `${name}-${language}-${colorScheme}`);
    }
  }
  faults.push(...(await misfits(device.page, name)));
  assert.equal(faults.join('\n'), '');
}

async function shoot(device: Voter, name: string): Promise<void> {
  mkdirSync(SHOTS ?? '', { recursive: true });
  const before = device.page.viewportSize() ?? { width: 390, height: 800 };
  for (const width of [320, 1280]) {
    await device.page.setViewportSize({ width, height: 800 });
    const path = join(SHOTS ?? '', `${name}-${width}.png`);
    await device.page.screenshot({ path, fullPage: true });
  }
  await device.page.setViewportSize(before);
}

/** Waits until the part has come to this verdict. */
async function verdict(device: Voter, wanted: string): Promise<void> {
  const part = '.part:not([hidden]) ';
  await device.page
    .locator(`${part}[data-verdict="${wanted}"]`)
    .waitFor({ timeout: PATIENCE })
    .catch(async (reason: unknown) => {
      const seen = await device.text('body');
      throw new Error(`${wanted} was never said; there is:\n${seen}`, { cause: reason });
    });
}

function field(device: Voter, name: string): ReturnType<Voter['page']['locator']> {
  return device.page.locator(`input[data-name="${name}"]`);
}

async function choose(
  device: Voter,
  name: string,
  file: string | { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  await device.page.locator(`[data-name="${name}"] input`).setInputFiles(file);
}

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
  await choose(second, 'code-picture', picture(code));
  await second.page.locator('[data-name="scanned-code"]').waitFor();
  await inspect(second, 'device-code');
  const opening = await openBallot(voter);
  // An opening that is no opening is asked for again.
  await field(second, 'opening-text').fill('nonsense');
  await second.press('opening-go');
  await second.page.locator('[data-name="opening-text-error"] p').waitFor();
  await choose(second, 'opening-file', bytes(opening));
  await verdict(second, 'true');
  assert.deepEqual(await second.page.locator('[data-name="mark"] b').allInnerTexts(), picks);
  await inspect(second, 'device-true');

  // The lie: other marks than the sealed ones.
  await second.press('again');
  await choose(second, 'code-picture', picture(code));
  await second.page.locator('[data-name="scanned-code"]').waitFor();
  const lie = Buffer.from(opening);
  lie[lie.length - 1] = 1 - (lie[lie.length - 1] ?? 0);
  await choose(second, 'opening-file', bytes(lie));
  await verdict(second, 'check.encryption');
  await inspect(second, 'device-false');

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

  // The code of a ballot that was sealed and never cast is well typed, and unknown.
  await second.press('tab-vote');
  await field(second, 'control-code').fill(never);
  await second.press('check-go');
  await verdict(second, 'unknown');

  assert.deepEqual([...voter.wrong, ...second.wrong], []);
  await Promise.all([voter.context.close(), second.context.close()]);
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
  await field(device, 'control-code').fill(code.toLowerCase());
  await field(device, 'control-code').press('Enter');
  await verdict(device, 'recorded');
  assert.equal(await device.text('[data-name="found-code"]'), code);
  await inspect(device, 'vote-recorded');

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
  await device.press('ask');
  await verdict(device, 'recorded');

  // One changed byte of the file, and it proves nothing.
  await device.press('again');
  const changed = readFileSync(cipher);
  changed[200] = changed[200] === 65 ? 66 : 65;
  await choose(device, 'vote-file', bytes(changed));
  await device.page.locator('[data-verdict^="receipt."]').waitFor();
  await inspect(device, 'vote-false');

  // A box that denies a vote, and one that shows somebody else's proof.
  await device.press('again');
  election.site.goWrong(/codes/, () => Buffer.from('{"state":"unknown","matches":[]}'));
  await field(device, 'control-code').fill(code);
  await device.press('check-go');
  await verdict(device, 'unknown');
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
  await choose(device, 'vote-file', cipher);
  await verdict(device, 'file');
  assert.deepEqual(device.wrong, []);
  await Promise.all([voter.context.close(), device.context.close()]);
});

async function auditor(name: string): Promise<Voter> {
  const site = await siteOf(folder, name);
  sites.push(site);
  const device = await Voter.open(here.browser, site);
  await device.page.goto(`${site.url}/verify/index.html#audit`);
  await device.page.locator('[data-name="audit-server"]').waitFor();
  return device;
}

/** The archive of an election directory (docs/protocol.md §13). */
function archive(name: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'archive-')), `${name}.tar`);
  const record = join(folder, name);
  const files = execFileSync('find', ['.', '-type', 'f', '-printf', '%P\\n'], { cwd: record });
  const sorted = files.toString().trim().split('\n').sort().join('\n');
  const plain = ['--format=ustar', '--owner=0', '--group=0', '--mtime=@0', '--mode=0644'];
  execFileSync('tar', [...plain, '-cf', path, '-T', '-'], { cwd: record, input: sorted });
  return path;
}

test('a finished election passes, from its server and from its archive', async () => {
  const device = await auditor('finished');
  await inspect(device, 'audit');
  await device.press('audit-server');
  await verdict(device, 'passes');
  await inspect(device, 'audit-passes');
  const json = JSON.parse(readFileSync(await device.saved('save-json'), 'utf8')) as {
    ok: boolean;
    districts: { ballots: number; counts?: { votes: number }[] }[];
  };
  assert.equal(json.ok, true);
  const votes = json.districts.flatMap((one) => (one.counts ?? []).map((line) => line.votes));
  const shown = await device.page.locator('table.votes tbody td b').allInnerTexts();
  assert.deepEqual(
    shown.map((text) => Number(text.replace(/\s/g, ''))),
    votes,
  );
  const text = readFileSync(await device.saved('save-text'), 'utf8');
  assert.ok(text.includes(String(votes[0])));
  await device.press('new');
  await choose(device, 'audit-archive', archive('finished'));
  await verdict(device, 'passes');
  await device.press('new');
  const nothing = join(mkdtempSync(join(tmpdir(), 'archive-')), 'nothing.tar');
  writeFileSync(nothing, Buffer.alloc(2_048, 65));
  await choose(device, 'audit-archive', nothing);
  await device.page.locator('[data-name="audit-error"] p').waitFor();
  assert.deepEqual(device.wrong, []);
  await device.context.close();
});

test('a broken election is refused with its code, in words', async () => {
  const device = await auditor('broken');
  await device.press('audit-server');
  await verdict(device, 'fails');
  const codes = await device.page
    .locator('[data-name="failure"]')
    .evaluateAll((list) => list.map((one) => one.getAttribute('data-code')));
  assert.ok(codes.includes('share.proof'), codes.join());
  await inspect(device, 'audit-fails');
  assert.deepEqual(device.wrong, []);
  await device.context.close();
});

test('an audit is paused, and goes on after the tab was closed', async () => {
  const device = await auditor('finished');
  const { page } = device;
  // Slowly, so that there is something to pause.
  sites.at(-1)?.goWrong(/issuance/, 'held');
  await device.press('audit-server');
  await page.locator('[data-name="pause"]').waitFor();
  await device.press('pause');
  sites.at(-1)?.mend();
  const saved = page.locator('[data-name="saved-at"]');
  await saved.waitFor();
  const entries = Number(await saved.getAttribute('data-entries'));
  assert.ok(entries > 0);
  await inspect(device, 'audit-paused');
  await page.reload();
  await page.locator('[data-name="go-on"]').waitFor();
  assert.equal(Number(await saved.getAttribute('data-entries')), entries);
  await inspect(device, 'audit-saved');
  await device.press('go-on');
  await verdict(device, 'passes');
  // A finished audit leaves nothing to go on with.
  await page.reload();
  await page.locator('[data-name="audit-server"]').waitFor();
  assert.equal(await page.locator('[data-name="go-on"]').count(), 0);
  await device.context.close();
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
    'goal-result',
  );
  await page.keyboard.press('ArrowDown');
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
  await device.context.close();
  await blind.close();
});
