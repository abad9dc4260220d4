/**
 * Debian's Firefox, over WebDriver BiDi: whole votes by a code and by a picture, a reload in the middle, a vote
 * found on the verify page, and nothing that hinders anybody.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import axe from 'axe-core';
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';

import { hindrances } from './access.js';
import { Election } from './election.js';
import type { Person } from './stage.js';
import { LANGUAGES, PATIENCE, type Language } from './voter.js';

const FIREFOX = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr';
const SAVED = mkdtempSync(join(tmpdir(), 'firefox-'));

let election: Election;
let browser: Browser;

before(async () => {
  election = await Election.start();
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    extraPrefsFirefox: {
      'browser.download.folderList': 2,
      'browser.download.dir': SAVED,
      'browser.download.always_ask_before_handling_new_types': false,
      'browser.download.alwaysOpenPanel': false,
    },
  });
});

after(async () => {
  await browser?.close();
  await election?.stop();
});

class FirefoxVoter {
  private constructor(readonly page: Page) {}

  static async open(path = ''): Promise<FirefoxVoter> {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport({ width: 390, height: 800 });
    await page.goto(`${election.site.url}${path}`);
    return new FirefoxVoter(page);
  }

  async at(screen: string): Promise<void> {
    await this.sees(`.page[data-screen="${screen}"][data-working="false"]`);
  }

  async sees(selector: string): Promise<void> {
    await this.page.waitForSelector(selector, { visible: true });
  }

  async press(name: string): Promise<void> {
    const selector = `[data-name="${name}"]`;
    await this.sees(selector);
    await this.page.locator(selector).click();
  }

  async type(field: string, text: string): Promise<void> {
    await this.page.type(`input[data-name="${field}"]`, text);
  }

  text(selector: string): Promise<string> {
    return this.page.$eval(selector, (element) => element.textContent ?? '');
  }

  async speak(language: Language): Promise<void> {
    const values = await this.page.$$eval('[data-name="language"] option', (options) =>
      options.map((option) => [option.text, option.value]),
    );
    const value = values.find(([text]) => text === LANGUAGES[language])?.[1] ?? '';
    await this.page.select('[data-name="language"]', value);
    await this.sees(`html[lang="${language}"]`);
  }

  /** Waits until this screen is drawn: nothing hinders anybody there. */
  async inspect(screen: string): Promise<void> {
    await this.at(screen);
    await this.unhindered(screen);
  }

  /** Nothing hinders anybody here, in both official languages. */
  async unhindered(screen: string): Promise<void> {
    await this.page.evaluate(axe.source);
    for (const language of ['ru', 'ky'] as const) {
      await this.speak(language);
      const found = await hindrances((script) => this.page.evaluate(script));
      assert.equal(found.join('\n'), '', `${screen}, ${language}`);
      const wide = await this.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 390, `${screen} is ${wide} px wide`);
    }
  }

  async close(): Promise<void> {
    await this.page.browserContext().close();
  }
}

/** From the start to the two cards. */
async function toIdentify(voter: FirefoxVoter, who: Person): Promise<void> {
  await voter.at('start');
  await voter.press('go');
  await voter.at('pin');
  await voter.type('pin', who.pin);
  await voter.sees('[data-name="go"][aria-disabled="false"]');
  await voter.press('go');
  await voter.at('identify');
}

async function identify(voter: FirefoxVoter, who: Person): Promise<void> {
  await toIdentify(voter, who);
  await voter.press('get-code');
  const code = await election.stage.code(who.pin);
  await voter.at('identify');
  await voter.type('code', code);
  await voter.press('confirm');
  await voter.at('voter');
}

/** From the voter's own screen to the marks once more. */
async function markAll(voter: FirefoxVoter, who: Person): Promise<void> {
  await voter.press('begin');
  await voter.at('ballot');
  for (let row = 1; row <= who.mandates; row += 1) {
    await voter.page.locator(`[data-name="row"]:nth-child(${row})`).click();
    await voter.sees(`[data-name="row"]:nth-child(${row})[aria-checked="true"]`);
  }
  await voter.press('select');
  await voter.at('review');
}

/** The saved vote cipher is what the auditor accepts. */
async function saveAndVerify(voter: FirefoxVoter): Promise<void> {
  const before = new Set(readdirSync(SAVED));
  await voter.press('download');
  await voter.sees('[data-name="saved"] p');
  const end = Date.now() + PATIENCE;
  const saved = (): string | undefined =>
    readdirSync(SAVED).find((name) => !before.has(name) && name.endsWith('.shailoo'));
  const partial = (): boolean => readdirSync(SAVED).some((name) => name.endsWith('.part'));
  while (!saved() || partial()) {
    assert.ok(Date.now() < end, `nothing was saved: ${readdirSync(SAVED).join()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const told = await election.stage.tell({ do: 'cipher', path: join(SAVED, saved() ?? '') });
  assert.equal(told['ok'], true);
}

test('a voter with a code, every screen inspected', async () => {
  const who = election.person(0);
  const voter = await FirefoxVoter.open();
  await voter.inspect('start');
  await voter.press('go');
  await voter.inspect('pin');
  await voter.press('back');
  await identify(voter, who);
  await voter.inspect('voter');
  await voter.press('begin');
  await voter.inspect('ballot');
  for (let row = 1; row <= who.mandates; row += 1) {
    await voter.page.locator(`[data-name="row"]:nth-child(${row})`).click();
    await voter.sees(`[data-name="row"]:nth-child(${row})[aria-checked="true"]`);
  }
  await voter.press('select');
  await voter.inspect('review');
  await voter.press('cast');
  await voter.inspect('receipt');
  const code = await voter.text('[data-name="code"] [aria-hidden]');
  await saveAndVerify(voter);
  await voter.press('finish');
  await voter.inspect('finish');
  await voter.press('hide');
  await voter.at('start');
  await voter.press('check');
  await voter.inspect('check');
  await voter.type('control-code', code);
  await voter.press('go');
  await voter.inspect('found');
  await voter.close();
});

test('a voter with Face-ID, whose vote the verify page finds', async () => {
  const who = election.person(2);
  const voter = await FirefoxVoter.open();
  await toIdentify(voter, who);
  await voter.press('face');
  // This browser has no camera: the voter is told, and goes on with a picture in a file.
  await voter.sees('.page[data-screen="notice"][data-working="false"]');
  await voter.press('primary');
  await voter.inspect('face');
  const chooser = await voter.page.waitForSelector('[data-name="file"] input[type="file"]');
  assert.ok(chooser);
  await (chooser as ElementHandle<HTMLInputElement>).uploadFile(who.face);
  await voter.press('confirm');
  await voter.at('voter');
  assert.ok((await voter.text('main')).includes(who.name));
  await markAll(voter, who);
  await voter.press('cast');
  await voter.at('receipt');
  const code = await voter.text('[data-name="code"] [aria-hidden]');
  await saveAndVerify(voter);
  // On another device.
  const device = await FirefoxVoter.open('/verify/index.html#vote');
  await device.sees('main[data-part="vote"][data-ready="true"]');
  await device.type('control-code', code);
  await device.press('check-go');
  await device.sees('[data-verdict="recorded"]');
  assert.equal(await device.text('[data-name="found-code"]'), code);
  await device.unhindered('verify-recorded');
  await device.close();
  await voter.close();
});

test('a page that is reloaded in the middle of casting sends identical bytes', async () => {
  const { site } = election;
  const voter = await FirefoxVoter.open();
  const who = election.person(1);
  await identify(voter, who);
  await markAll(voter, who);
  site.goWrong(/^\/v1\/(ballots|receipts)$/, 'lost');
  const from = site.seen.length;
  await voter.press('cast');
  await voter.at('unknown');
  // Whoever leaves now is asked, and does it all the same.
  const asked = new Promise<string>((resolve) =>
    voter.page.once('dialog', (dialog) => {
      resolve(dialog.type());
      void dialog.accept();
    }),
  );
  await voter.page.reload();
  assert.equal(await asked, 'beforeunload');
  site.mend();
  await voter.at('receipt');
  const sent = site.seen.slice(from).filter((one) => one.path === '/v1/ballots');
  assert.ok(sent.length >= 2, `${sent.length} times`);
  for (const one of sent) assert.deepEqual(one.body, sent[0]?.body);
  await saveAndVerify(voter);
  await voter.close();
});
