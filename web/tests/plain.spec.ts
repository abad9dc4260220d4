/** Where the app cannot run, plain words say so in three languages and name the other ways to vote. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { useElection } from './election.js';
import { misfits } from './layout.js';
import { Voter } from './voter.js';

const here = useElection();

for (const path of ['', 'verify/index.html', 'election/index.html']) {
  test(`scripts are off: /${path}`, async () => {
    const { election, browser } = here;
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 320, height: 640 },
    });
    const page = await context.newPage();
    await page.goto(`${election.site.url}/${path}`);
    const plain = page.locator('#plain');
    // At once: where scripts are only late, these words come after a while.
    await plain.waitFor({ timeout: 3_000 });
    const words = await plain.innerText();
    assert.match(words, /тиркемеси/);
    assert.match(words, /приложении/);
    assert.match(words, /the app «Менин шайлоом»/);
    assert.equal(words.match(/1255/g)?.length, 3);
    assert.equal(await page.locator('#plain [lang]').count(), 2);
    // Nothing says that it is still loading.
    assert.ok(!(await page.locator('#page').isVisible()));
    await context.close();
  });

  test(`while it is loading it says so: /${path}`, async () => {
    const { election, browser } = here;
    const voter = await Voter.open(browser, election.site, {
      prepare: (context) => context.route('**/*.wasm', () => undefined),
    });
    await voter.page.goto(`${election.site.url}/${path}`, { waitUntil: 'load' });
    const opening = voter.page.locator('[data-screen="opening"]');
    assert.match(await opening.innerText(), /Баракча жүктөлүүдө\s+Страница загружается/);
    // It comes, though late: nobody is told to look for another browser meanwhile.
    await voter.page.locator('#plain').waitFor({ state: 'detached', timeout: 10_000 });
    assert.deepEqual(await misfits(voter.page, 'opening'), []);
    await voter.context.unrouteAll();
    await voter.page.reload();
    await opening.waitFor({ state: 'detached' });
    assert.ok((await voter.text('.page')).length > 0);
    await voter.close();
  });
}

for (const [language, words] of [
  ['ky', /тиркемеси/],
  ['ru', /приложении/],
  ['en', /in the app/],
] as const) {
  test(`no wasm, ${language}`, async () => {
    const { election, browser } = here;
    const voter = await Voter.open(browser, election.site, {
      prepare: async (context) => {
        await context.addInitScript((tag) => {
          localStorage.setItem('language', tag);
          delete (globalThis as { WebAssembly?: unknown }).WebAssembly;
        }, language);
      },
    });
    await voter.page.locator('[data-fault="browser"]').waitFor();
    const told = await voter.text('main');
    assert.match(told, words);
    assert.match(told, /1255/);
    assert.equal(await voter.page.locator('html').getAttribute('lang'), language);
    const found = [
      ...(await voter.hindrances('fault', ['ky'])),
      ...(await misfits(voter.page, 'fault')),
    ];
    assert.equal(found.join('\n'), '');
    await voter.close();
  });
}

test('the app file is missing, and then it is there', async () => {
  const { election, browser } = here;
  let missing = true;
  const voter = await Voter.open(browser, election.site, {
    prepare: (context) =>
      context.route('**/app.json', (route) =>
        missing ? route.fulfill({ status: 404 }) : route.continue(),
      ),
  });
  await voter.page.locator('[data-fault="config"]').waitFor();
  missing = false;
  await voter.press('again');
  await voter.at('start');
  await voter.close();
});

test('nothing can be kept', async () => {
  const { election, browser } = here;
  const voter = await Voter.open(browser, election.site, {
    prepare: (context) =>
      context.addInitScript(() => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('refused', 'SecurityError');
        };
      }),
  });
  await voter.page.locator('[data-fault="storage"]').waitFor();
  await voter.close();
});
