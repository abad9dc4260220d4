/** Files that are far longer than what they should be: nobody waits for them, and they are refused in words. */

import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { useElection } from './election.js';
import * as flow from './flow.js';
import { choose, field, verdict, verifier } from './verifying.js';
import { Voter } from './voter.js';

const here = useElection(0);

const MEBIBYTE = 2 ** 20;

/** A file of so many bytes that begins so; the rest are zeros, which take no room on a disk. */
function long(name: string, length: number, start: Uint8Array = new Uint8Array()): string {
  const path = join(mkdtempSync(join(tmpdir(), 'long-')), name);
  const file = openSync(path, 'w');
  writeSync(file, start);
  ftruncateSync(file, length);
  closeSync(file);
  return path;
}

/** The first block of a tar file whose first file has this name and so many bytes. */
function header(name: string, length: number): Buffer {
  const block = Buffer.alloc(512);
  for (const [at, text] of [
    [0, name],
    [100, '0000644\0'],
    [108, '0000000\0'],
    [116, '0000000\0'],
    [124, `${length.toString(8).padStart(11, '0')}\0`],
    [136, '00000000000\0'],
    [148, ' '.repeat(8)],
    [156, '0'],
    [257, 'ustar\0'],
    [263, '00'],
  ] as const) {
    block.write(text, at, 'latin1');
  }
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(7, '0')}\0`, 148, 'latin1');
  return block;
}

test('a vote cipher that is none is refused by its length alone', async () => {
  const device = await verifier(here.browser, here.election.site, 'vote');
  await choose(device, 'vote-file', long('vote.shailoo', MEBIBYTE + 1));
  await verdict(device, 'receipt.malformed');
  assert.match(await device.text('.outcome'), /бузулган/);
  await device.press('again');
  // More than any browser takes into memory at once.
  await choose(device, 'vote-file', long('vote.shailoo', 5 * 1024 * MEBIBYTE));
  await verdict(device, 'receipt.malformed');
  assert.deepEqual(device.wrong, []);
  await device.close();
});

test('an opening that is none is asked for again', async () => {
  const { election, browser } = here;
  const voter = await Voter.open(browser, election.site);
  await flow.toReview(voter, election, election.person(0));
  await voter.press('check-device');
  await voter.at('deviceCheck');
  const device = await verifier(browser, election.site, 'device');
  const buffer = await voter.page.locator('svg.qr').first().screenshot();
  await choose(device, 'code-picture', { name: 'code.png', mimeType: 'image/png', buffer });
  await device.page.locator('[data-name="scanned-code"]').waitFor();
  await choose(device, 'opening-file', long('opening.shailoo-check', MEBIBYTE + 1));
  const told = device.page.locator('[data-name="opening-text-error"] p');
  await told.waitFor();
  assert.match(await told.innerText(), /ачкычы эмес/);
  assert.equal(await field(device, 'opening-text').count(), 1);
  assert.deepEqual([...voter.wrong, ...device.wrong], []);
  await Promise.all([voter.close(), device.close()]);
});

test('an archive with a file that no election has is not read', async () => {
  const device = await verifier(here.browser, here.election.site, 'audit');
  // A file of the record has at most 192 MiB.
  const length = 200 * MEBIBYTE;
  const whole = 512 + length + 1024;
  const archive = long('huge.tar', whole, header('log/checkpoint', length));
  await choose(device, 'audit-archive', archive);
  const told = device.page.locator('[data-name="audit-error"] p');
  await told.waitFor();
  assert.match(await told.innerText(), /окулбай калды/);
  assert.match(await device.text('main'), /log\/checkpoint/);
  assert.equal(await device.page.locator('[data-verdict]:visible').count(), 0);
  // The page goes on.
  await device.press('audit-server');
  await device.page.locator('.report').waitFor();
  assert.deepEqual(device.wrong, []);
  await device.close();
});

test('a face in a film, and a vote in an archive, are asked for again on the voting page', async () => {
  const { election, browser } = here;
  const who = election.person(1);
  const voter = await Voter.open(browser, election.site);
  await flow.toIdentify(voter, who.pin);
  await voter.at('identify');
  await voter.press('face');
  await voter.at('face');
  const input = voter.page.locator('[data-name="file"] input');
  const told = voter.page.locator('main [role="alert"] p');
  for (const length of [33 * MEBIBYTE, 5 * 1024 * MEBIBYTE]) {
    await input.setInputFiles(long('face.jpg', length, Uint8Array.of(0xff, 0xd8, 0xff)));
    await told.filter({ hasText: /окулбай жатат/ }).waitFor();
    await voter.at('face');
    assert.equal(await voter.page.locator('[data-name="confirm"]').count(), 0);
    // A good picture takes the words away.
    await flow.choose(voter, who.face);
    assert.equal(await told.count(), 0);
    await voter.press('retake');
  }
  await voter.page.reload();
  await voter.at('start');
  await voter.press('check');
  await voter.at('check');
  for (const length of [33 * MEBIBYTE, 5 * 1024 * MEBIBYTE]) {
    await voter.page.locator('label.file input').setInputFiles(long('vote.shailoo', length));
    await told.waitFor();
    await voter.type('control-code', 'D');
    await told.waitFor({ state: 'detached' });
  }
  assert.deepEqual(voter.wrong, []);
  await voter.close();
});
