/**
 * Whole elections are audited in a browser, from a server and from an archive; it is paused, broken off, and
 * gone on with.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { chromiumWith } from './chromium.js';
import { siteOf, writeDirectories } from './folder.js';
import type { Site } from './site.js';
import { choose, inspect, verdict } from './verifying.js';
import { Voter } from './voter.js';

const sites: Site[] = [];
let folder = '';
let browser: Browser;

before(async () => {
  folder = writeDirectories();
  browser = await chromiumWith({});
});

after(async () => {
  await browser?.close();
  for (const site of sites) site.stop();
});

async function auditor(name: string): Promise<Voter> {
  const site = await siteOf(folder, name);
  sites.push(site);
  const device = await Voter.open(browser, site);
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
    districts: { ballots: number; counts?: { candidate?: string; votes: number }[] }[];
  };
  assert.equal(json.ok, true);
  const votes = json.districts.flatMap((one) => (one.counts ?? []).map((line) => line.votes));
  const shown = await device.page.locator('table.votes tbody td b').allInnerTexts();
  assert.deepEqual(
    shown.map((text) => Number(text.replace(/\s/g, ''))),
    votes,
  );
  const text = readFileSync(await device.saved('save-text'), 'utf8');
  const rows = text.split('\n').map((line) => line.replace(/ \(.*\)$/, ''));
  for (const { counts } of json.districts) {
    for (const { candidate, votes } of counts ?? []) {
      const row = `. ${candidate}: ${votes}`;
      if (candidate)
        assert.ok(
          rows.some((line) => line.endsWith(row)),
          row,
        );
    }
  }
  assert.ok(text.includes('Аудит өттү'));
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
  const site = sites.at(-1);
  assert.ok(site);
  site.goWrong(/issuance/, 'held');
  await device.press('audit-server');
  while (!site.seen.some((one) => one.path.includes('issuance'))) await page.waitForTimeout(50);
  await device.press('pause');
  site.mend();
  const saved = page.locator('[data-name="saved-at"]');
  await saved.waitFor();
  const entries = Number(await saved.getAttribute('data-entries'));
  assert.ok(entries > 0);
  await inspect(device, 'audit-paused');
  await page.reload();
  await page.locator('[data-name="go-on"]').waitFor();
  assert.equal(Number(await saved.getAttribute('data-entries')), entries);
  await inspect(device, 'audit-saved');
  // An audit of something else leaves it alone.
  await choose(device, 'audit-archive', archive('finished'));
  await verdict(device, 'passes');
  await device.press('new');
  await page.locator('[data-name="go-on"]').waitFor();
  assert.equal(Number(await saved.getAttribute('data-entries')), entries);
  await device.press('go-on');
  await verdict(device, 'passes');
  // A finished audit leaves nothing to go on with.
  await page.reload();
  await page.locator('[data-name="audit-server"]').waitFor();
  assert.equal(await page.locator('[data-name="go-on"]').count(), 0);
  await device.context.close();
});

/** Keeps the verifier from loading until it is let go. */
async function hold(page: Page): Promise<() => void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/verify_bg-*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

test('an audit of what the log holds so far says nothing of a result, gone on with or not', async () => {
  const device = await auditor('counting');
  const { page } = device;
  const tar = archive('counting');
  await page.locator('[data-name="goal-voting"]').check();
  // Whoever pauses before it has begun pauses, too.
  const release = await hold(page);
  await choose(device, 'audit-archive', tar);
  await device.press('pause');
  release();
  await page.locator('[data-name="saved-at"]').waitFor();
  await page.reload();
  await page.locator('[data-name="go-on-archive"]').waitFor();
  const dropped = await page.evaluateHandle((content) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'counting.tar'));
    return data;
  }, readFileSync(tar).toString('base64'));
  await page.dispatchEvent('#part-audit .drop', 'drop', { dataTransfer: dropped });
  await verdict(device, 'passes');
  assert.equal(await device.text('.report .outcome h2'), 'Азырынча баары туура');
  // And it is no election at all.
  assert.match(await device.text('[data-name="kind"]'), /чыныгы шайлоо эмес/);
  const json = JSON.parse(readFileSync(await device.saved('save-json'), 'utf8')) as {
    ok: boolean;
    goal: string;
  };
  assert.deepEqual([json.ok, json.goal], [true, 'voting']);
  const text = readFileSync(await device.saved('save-text'), 'utf8');
  assert.ok(text.includes('Азырынча баары туура') && !text.includes('Аудит өттү'), text);
  assert.ok(text.includes('чыныгы шайлоо эмес'), text);
  assert.deepEqual(device.wrong, []);
  await device.close();
});

test('a connection that breaks at the very end costs nothing', async () => {
  const device = await auditor('finished');
  const site = sites.at(-1);
  assert.ok(site);
  // The result's document is read when every entry was audited.
  const blobs = join(folder, 'finished', 'blob');
  const result = readdirSync(blobs).find((name) =>
    readFileSync(join(blobs, name)).includes('"shailoo/v1/result"'),
  );
  assert.ok(result);
  site.goWrong(new RegExp(result), 'cut');
  await device.press('audit-server');
  while (!site.seen.some((one) => one.path.includes(result))) await device.page.waitForTimeout(50);
  site.mend();
  await verdict(device, 'passes');
  await device.close();
});
