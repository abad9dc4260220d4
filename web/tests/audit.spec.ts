/**
 * Whole elections are audited in a browser, from a server and from an archive; it is paused, broken off, and
 * gone on with.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { chromiumWith } from './chromium.js';
import { archive, siteOf, writeDirectories } from './folder.js';
import type { Site } from './site.js';
import { choose, inspect, opened, verdict } from './verifying.js';
import type { Voter } from './voter.js';

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

async function auditor(
  name: string,
  prepare?: (context: BrowserContext) => Promise<unknown>,
): Promise<Voter> {
  const site = await siteOf(folder, name);
  sites.push(site);
  const device = await opened(browser, site, 'audit', prepare);
  await device.page.locator('[data-name="audit-server"]').waitFor();
  return device;
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
  await choose(device, 'audit-archive', archive(folder, 'finished'));
  await verdict(device, 'passes');
  await device.press('new');
  const nothing = join(mkdtempSync(join(tmpdir(), 'archive-')), 'nothing.tar');
  writeFileSync(nothing, Buffer.alloc(2_048, 65));
  await choose(device, 'audit-archive', nothing);
  await device.page.locator('[data-name="audit-error"] p').waitFor();
  // What the program said is apart from the sentence, in its own language, and steers nothing.
  assert.match(await device.text('[data-name="audit-error"]'), /архиви эмес.*кайталаңыз\.$/);
  const detail = device.page.locator('[data-name="audit-detail"]');
  assert.equal(await detail.getAttribute('lang'), 'en');
  assert.match((await detail.textContent()) ?? '', /^\P{C}+$/u);
  await at(device, 'audit-heading');
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
  await at(device, 'audit-paused');
  assert.equal(await device.text('[data-name="audit-stage"]'), await device.text('.card h2'));
  await inspect(device, 'audit-paused');
  await page.reload();
  await page.locator('[data-name="go-on"]').waitFor();
  assert.equal(Number(await saved.getAttribute('data-entries')), entries);
  await inspect(device, 'audit-saved');
  // An audit of something else leaves it alone.
  await choose(device, 'audit-archive', archive(folder, 'finished'));
  await verdict(device, 'passes');
  await device.press('new');
  await page.locator('[data-name="go-on"]').waitFor();
  await at(device, 'audit-heading');
  assert.equal(Number(await saved.getAttribute('data-entries')), entries);
  await device.press('go-on');
  await verdict(device, 'passes');
  // A finished audit leaves nothing to go on with.
  await page.reload();
  await page.locator('[data-name="audit-server"]').waitFor();
  assert.equal(await page.locator('[data-name="go-on"]').count(), 0);
  await device.context.close();
});

/** The fault that the page tells. */
async function fault(device: Voter): Promise<string> {
  const told = device.page.locator('[data-name="audit-error"] p');
  await told.waitFor();
  return told.innerText();
}

/** The keyboard goes on at the heading with this text. */
async function at(device: Voter, heading: 'audit-heading' | 'audit-paused'): Promise<void> {
  const words = {
    'audit-heading': 'Бүт шайлоону өзүңүз текшериңиз',
    'audit-paused': 'Аудит токтотулду жана ушул браузерде сакталды',
  };
  const wanted = words[heading];
  await device.page
    .waitForFunction((text) => document.activeElement?.textContent === text, wanted)
    .catch(async () => {
      const { page } = device;
      const found = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
      assert.fail(`the focus is not at «${wanted}» but at ${found}`);
    });
}

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
  const tar = archive(folder, 'counting');
  await page.locator('main[data-ready="true"]').waitFor();
  assert.equal(await page.locator('[data-name="goal-voting"]').isChecked(), true);
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
  // Wherever on the page: it is audited, and the tab never leaves for it.
  await page.dispatchEvent('header', 'dragover', { dataTransfer: dropped });
  await page.locator('.drop.over').waitFor();
  await page.dispatchEvent('header', 'drop', { dataTransfer: dropped });
  await verdict(device, 'passes');
  for (const kind of ['dragover', 'drop']) {
    const stays = await page.evaluate(
      ([name, dataTransfer]) =>
        !document.querySelector('nav')?.dispatchEvent(
          new DragEvent(name as string, {
            bubbles: true,
            cancelable: true,
            dataTransfer: dataTransfer as DataTransfer,
          }),
        ),
      [kind, dropped] as const,
    );
    assert.ok(stays, kind);
  }
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
  // And one that stays broken costs no more than the end.
  await device.press('new');
  site.goWrong(new RegExp(result), 'cut');
  await device.press('audit-server');
  assert.match(await fault(device), /Текшерилгени сакталды, кийин улантсаңыз болот/);
  site.mend();
  await device.press('go-on');
  await verdict(device, 'passes');
  await device.close();
});

test('how far it is, how fast and how long still, of an election of a large country', async () => {
  const device = await auditor('finished', (context) =>
    context.addInitScript(() => {
      const Own = Worker;
      const workers: Worker[] = Object.assign(globalThis, { workers: [] as Worker[] }).workers;
      globalThis.Worker = class extends Own {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          super(...given);
          workers.push(this);
        }
      };
    }),
  );
  const { page } = device;
  await page.locator('main[data-ready="true"]').waitFor();
  // The audit waits for a file; what its worker would tell of a longer one is told in its stead.
  sites.at(-1)?.goWrong(/^\/log\/checkpoint/, 'held');
  await device.press('audit-server');
  await page.locator('.running').waitFor();
  const tell = (done: number): Promise<void> =>
    page.evaluate((entries) => {
      const far = { log: 'ballot-box', done: entries, total: 2_400_000, entries };
      const { workers } = globalThis as unknown as { workers: Worker[] };
      workers.at(-1)?.dispatchEvent(new MessageEvent('message', { data: { far } }));
    }, done);
  await tell(996_000);
  // What is drawn late was told late: the second begins when it is seen.
  await page.locator('[data-name="done"][data-entries="996000"]').waitFor();
  await page.waitForTimeout(1_000);
  await tell(1_000_000);
  const speed = Number((await device.text('[data-name="speed"]')).replace(/\D/g, ''));
  assert.ok(speed > 0 && speed <= 4_000, `${speed} entries a second`);
  // From now on no time passes.
  await page.evaluate(() => {
    const now = performance.now();
    performance.now = () => now;
  });
  assert.match(await device.text('[data-name="done"]'), /2\s400\s000.*1\s000\s000/);
  await inspect(device, 'audit-running');
  assert.deepEqual(device.wrong, []);
  await device.close();
});

test('two tabs do not audit the same place at once', async () => {
  const device = await auditor('finished');
  const site = sites.at(-1);
  assert.ok(site);
  const second = await device.tab();
  const saved = '[data-name="saved-at"]';
  site.goWrong(/issuance/, 'held');
  await device.press('audit-server');
  while (!site.seen.some((one) => one.path.includes('issuance')))
    await device.page.waitForTimeout(50);
  await second.press('audit-server');
  assert.match(await fault(second), /башка өтмөк/);
  await inspect(second, 'audit-elsewhere');
  // What is read from elsewhere is nobody's harm.
  await choose(second, 'audit-archive', archive(folder, 'finished'));
  await verdict(second, 'passes');
  await device.press('pause');
  site.mend();
  await device.page.locator(saved).waitFor();
  const entries = await device.page.locator(saved).getAttribute('data-entries');
  // What the first one has kept is whole, and the other one can go on with it.
  await second.press('new');
  await second.press('go-on');
  await verdict(second, 'passes');
  assert.ok(Number(entries) > 0);
  // A tab that is closed in the middle keeps nobody out.
  site.goWrong(/issuance/, 'held');
  const from = site.seen.length;
  await device.press('forget');
  await device.press('audit-server');
  while (!site.seen.slice(from).some((one) => one.path.includes('issuance')))
    await device.page.waitForTimeout(50);
  await device.page.close();
  site.mend();
  await second.press('new');
  await second.press('audit-server');
  await verdict(second, 'passes');
  assert.deepEqual([...device.wrong, ...second.wrong], []);
  await device.close();
});

test('registrars that are silent are told, and are no reason to accuse anybody', async () => {
  const device = await auditor('finished');
  const site = sites.at(-1);
  assert.ok(site);
  for (const silent of [
    // Neither the box nor the registrar gives the log.
    () => site.goWrong(/issuance/, 'cut'),
    // The box does not have it, as on voting day, and the registrar fails.
    () => site.goWrong(/issuance/, { status: 404, code: 'not-found' }),
  ]) {
    site.mend();
    silent();
    await device.page.route('**/registrar-*/**', (route) => route.abort());
    await device.press('audit-server');
    assert.match(await fault(device), /окулбай калды\. Текшерилгени сакталды/);
    assert.match(await device.text('[data-name="audit-detail"][lang="en"]'), /\/(issuance|log)\//);
    assert.equal(await device.page.locator('[data-verdict]:visible').count(), 0);
  }
  await inspect(device, 'audit-unreadable');
  // What was audited is kept.
  await device.page.unrouteAll();
  site.mend();
  await device.press('go-on');
  await verdict(device, 'passes');
  await device.close();
});

test('registrars that answer that they have no log have failed the audit', async () => {
  const device = await auditor('finished');
  sites.at(-1)?.goWrong(/issuance/, { status: 404, code: 'not-found' });
  await device.page.route('**/registrar-*/**', (route) => route.fulfill({ status: 404 }));
  await device.press('audit-server');
  await verdict(device, 'fails');
  const failures = device.page.locator('[data-name="failure"][data-code="issuance.log"]');
  const names = (await failures.allInnerTexts()).map(
    (told) => /Каттоочунун журналы: [^,\n]*/.exec(told)?.[0],
  );
  const registrars = ['Каттоочу 1', 'Каттоочу 2'].map((name) => `Каттоочунун журналы: ${name}`);
  assert.deepEqual([...new Set(names)], registrars);
  await inspect(device, 'audit-silent');
  await device.close();
});

test('an archive of another election is audited, and nobody takes it for this one', async () => {
  const kind = '[data-name="kind"]';
  const other = '[data-name="other"]';
  for (const [page, record, warnings] of [
    ['real', 'finished', [kind, other]],
    ['finished', 'real', [other]],
    ['real', 'real', []],
    ['finished', 'finished', [kind]],
  ] as const) {
    const device = await auditor(page);
    await device.page.locator('main[data-ready="true"]').waitFor();
    await choose(device, 'audit-archive', archive(folder, record));
    await verdict(device, 'passes');
    for (const warning of [kind, other]) {
      const told = (warnings as readonly string[]).includes(warning) ? 1 : 0;
      assert.equal(
        await device.page.locator(warning).count(),
        told,
        `${page}, ${record}: ${warning}`,
      );
    }
    if (warnings.length === 2) await inspect(device, 'audit-other');
    const text = readFileSync(await device.saved('save-text'), 'utf8');
    const isWarned = (warnings as readonly string[]).includes(other);
    assert.equal(text.includes('ушул барактын шайлоосу эмес'), isWarned, text);
    assert.deepEqual(device.wrong, []);
    await device.close();
  }
});

test('whoever asks for a result too early is told so calmly, and nobody is accused', async () => {
  const device = await auditor('counting');
  await device.page.locator('main[data-ready="true"]').waitFor();
  await device.page.locator('[data-name="goal-result"]').check();
  await device.press('audit-server');
  await verdict(device, 'unfinished');
  assert.equal(await device.page.locator('.outcome-error, [data-name="failure"]').count(), 0);
  assert.match(await device.text('.outcome'), /комиссияга кабарлаңыз[^]*log\.incomplete/);
  const text = readFileSync(await device.saved('save-text'), 'utf8');
  assert.ok(text.includes('жыйынтык азырынча жок') && !text.includes('Аудит өтпөдү'), text);
  await inspect(device, 'audit-unfinished');
  assert.deepEqual(device.wrong, []);
  await device.close();
});

/** As browsers whose owners let sites keep nothing, also for workers. */
const KEEPS_NOTHING = `
  const refuse = () => { throw new DOMException('nothing is kept', 'SecurityError'); };
  Object.defineProperty(self, 'indexedDB', { get: refuse });
  const locks = { request: () => Promise.reject(new DOMException('no locks', 'SecurityError')) };
  Object.defineProperty(Object.getPrototypeOf(navigator), 'locks', { get: () => locks });
`;

test('a browser that keeps nothing audits all the same, and says what that means', async () => {
  const device = await auditor('finished', (context) =>
    context.route('**/assets/worker-*.js', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: `${KEEPS_NOTHING}${await answer.text()}` });
    }),
  );
  const { page } = device;
  const site = sites.at(-1);
  assert.ok(site);
  site.goWrong(/issuance/, 'held');
  await device.press('audit-server');
  while (!site.seen.some((one) => one.path.includes('issuance'))) await page.waitForTimeout(50);
  await page.locator('.running .information.warn').waitFor();
  await device.press('pause');
  site.mend();
  await page.locator('[data-name="resume"]').waitFor();
  assert.ok((await device.text('#part-audit')).includes('Өтмөктү жаппаңыз'));
  await inspect(device, 'audit-not-kept');
  await device.press('resume');
  await verdict(device, 'passes');
  await page.reload();
  await page.locator('[data-name="audit-server"]').waitFor();
  assert.equal(await page.locator('[data-name="go-on"]').count(), 0);
  // Workers are still being given out.
  await device.context.unrouteAll({ behavior: 'wait' });
  assert.deepEqual(device.wrong, []);
  await device.close();
});

test('the words of a button that chooses a file stand in its middle', async () => {
  const device = await auditor('finished');
  const off = await device.page.locator('[data-name="audit-archive"]').evaluate((button) => {
    const words = document.createRange();
    if (button.firstChild) words.selectNode(button.firstChild);
    const middle = ({ top, bottom }: DOMRect): number => (top + bottom) / 2;
    return middle(words.getBoundingClientRect()) - middle(button.getBoundingClientRect());
  });
  assert.ok(Math.abs(off) <= 1.5, `${off} pixels off`);
  await device.close();
});
