/** Where the app cannot run, plain words say so in three languages and name the other ways to vote. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { useElection } from './election.js';
import { misfits } from './layout.js';
import { mayTrap, trap } from './trap.js';
import { Voter } from './voter.js';

const here = useElection();

/** The faults that were told here. */
const brought = new Set<string>();

/** The page tells this fault, in words that anybody can read. */
async function told(voter: Voter, fault: string): Promise<void> {
  await voter.page.locator(`[data-fault="${fault}"]`).waitFor();
  assert.match(await voter.text('main'), /1255/);
  const found = [...(await voter.hindrances(fault, ['ky'])), ...(await misfits(voter.page, fault))];
  assert.equal(found.join('\n'), '');
  brought.add(fault);
}

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
    const opening = voter.page.locator('#opening');
    assert.match(
      (await opening.textContent()) ?? '',
      /Баракча жүктөлүүдө\s+Страница загружается\s+The page is loading/,
    );
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

test('a browser that knows no modules says so at once', async () => {
  const { election, browser } = here;
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  // Such a browser runs what is marked for it, and none of the modules.
  await context.route('**/*.js', (route) =>
    route.request().url().endsWith('/plain.js') ? route.continue() : route.abort(),
  );
  await page.goto(election.site.url);
  const old = page.locator('script[nomodule]');
  const url = await old.evaluate((script) => (script as HTMLScriptElement).src);
  assert.ok(!(await page.locator('#plain').isVisible()));
  await page.addScriptTag({ url });
  await page.locator('#plain').waitFor({ timeout: 3_000 });
  assert.ok(!(await page.locator('#opening').isVisible()));
  await context.close();
});

for (const path of ['verify/', 'election/']) {
  test(`a fault of /${path} is told in the language that was chosen`, async () => {
    const { election, browser } = here;
    const voter = await Voter.open(browser, election.site, {
      prepare: async (context) => {
        await context.addInitScript(() => localStorage.setItem('language', 'ru'));
        await context.route('**/app.json', (route) => route.fulfill({ status: 404 }));
      },
    });
    await voter.page.goto(`${election.site.url}/${path}index.html`);
    await voter.page.locator('[data-fault="config"]').waitFor();
    assert.match(await voter.text('main'), /Проверьте интернет/);
    assert.equal(await voter.page.locator('html').getAttribute('lang'), 'ru');
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
    await told(voter, 'browser');
    assert.match(await voter.text('main'), words);
    assert.equal(await voter.page.locator('html').getAttribute('lang'), language);
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
  await told(voter, 'config');
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
        // As a browser does that may keep nothing of any site.
        const refuse = (): never => {
          throw new DOMException('refused', 'SecurityError');
        };
        IDBFactory.prototype.open = refuse;
        LockManager.prototype.request = async () => refuse();
      }),
  });
  await told(voter, 'storage');
  await voter.close();
});

test('a second tab, until the first one is closed', async () => {
  const { election, browser } = here;
  const voter = await Voter.open(browser, election.site);
  await voter.at('start');
  const second = await voter.tab();
  await told(second, 'other-tab');
  await voter.page.close();
  await second.press('again');
  await second.at('start');
  await voter.close();
});

test('a core that traps, and is loaded anew', async () => {
  const { election, browser } = here;
  const voter = await Voter.open(browser, election.site, { prepare: mayTrap });
  await voter.at('start');
  // The next second is told to the core, too.
  await trap(voter.page);
  await told(voter, 'failed');
  await voter.press('again');
  await voter.at('start');
  await voter.close();
});

test('no kind of fault was forgotten', () => {
  const texts = readFileSync(join(import.meta.dirname, '../../src/texts.ts'), 'utf8');
  const [, union = ''] = /export type Fault =([^;]*);/.exec(texts) ?? [];
  const kinds = [...union.matchAll(/'([a-z-]+)'/g)].map(([, kind]) => kind ?? '');
  assert.ok(kinds.length >= 5);
  assert.deepEqual([...brought].sort(), kinds.sort());
});
