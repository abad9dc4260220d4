/** A voter in a real browser: Chromium. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

import { hindrances } from './access.js';

export const LANGUAGES = { ky: 'Кыргызча', ru: 'Русский' } as const;
export type Language = keyof typeof LANGUAGES;

/** The longest that anything takes, on a busy machine. */
export const PATIENCE = Number(process.env['SHAILOO_PATIENCE'] ?? 60_000);

/** Where the page is, and the servers elsewhere that it may ask. */
export interface Place {
  readonly url: string;
  readonly servers?: readonly string[];
}

export class Voter {
  /** What the page did that no page may do: requests elsewhere, refused by its policy, errors. */
  readonly wrong: string[] = [];
  /** Every address that the page asked for. */
  readonly asked: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly place: Place,
  ) {}

  /** Opens the voting page, or the one under `path`; `prepare` may change what the browser is before. */
  static async open(
    browser: Browser,
    place: Place,
    options: BrowserContextOptions & {
      prepare?: (context: BrowserContext) => Promise<unknown>;
      path?: string;
    } = {},
  ): Promise<Voter> {
    const { prepare, path, ...more } = options;
    const context = await browser.newContext({
      acceptDownloads: true,
      viewport: { width: 390, height: 800 },
      reducedMotion: 'reduce',
      ...more,
    });
    context.setDefaultTimeout(PATIENCE);
    await context.addInitScript({ content: axe.source });
    await prepare?.(context);
    const voter = new Voter(context, await context.newPage(), place);
    voter.watch();
    await voter.page.goto(path === undefined ? place.url : `${place.url}/${path}`);
    return voter;
  }

  /** The same page in another tab of the same browser. */
  async tab(): Promise<Voter> {
    const other = new Voter(this.context, await this.context.newPage(), this.place);
    other.watch();
    await other.page.goto(this.page.url());
    return other;
  }

  private watch(): void {
    this.page.on('request', (request) => {
      const url = request.url();
      this.asked.push(url);
      const allowed = [this.place.url, ...(this.place.servers ?? [])];
      const isAllowed = allowed.some((place) => url.startsWith(`${place}/`));
      if (!isAllowed && !url.startsWith('blob:')) this.wrong.push(url);
    });
    this.page.on('pageerror', (error) => this.wrong.push(error.message));
    this.page.on('console', (message) => {
      // A connection that the test breaks is told here too.
      const told = message.text();
      if (message.type() === 'error' && !/net::ERR|status of [45]/.test(told)) {
        this.wrong.push(told);
      }
    });
  }

  /** Waits until this screen is drawn and the core has nothing more to do. */
  at(screen: string): Promise<void> {
    return this.sees(`.page[data-screen="${screen}"][data-working="false"]`);
  }

  /** Waits until this screen is drawn, though the core is still at work. */
  passes(screen: string): Promise<void> {
    return this.sees(`.page[data-screen="${screen}"][data-working]`);
  }

  /** Waits for a calm message of this kind. */
  told(kind: string): Promise<void> {
    return this.sees(
      `.page[data-screen="notice"][data-working="false"] .notice[data-kind="${kind}"]`,
    );
  }

  private async sees(selector: string): Promise<void> {
    await this.page
      .locator(selector)
      .waitFor()
      .catch(async (reason: unknown) => {
        const seen = await this.page.locator('body').innerText();
        throw new Error(`${selector} never came; there is:\n${seen}`, { cause: reason });
      });
  }

  press(name: string): Promise<void> {
    return this.page.locator(`[data-name="${name}"]`).click();
  }

  text(selector: string): Promise<string> {
    return this.page.locator(selector).innerText();
  }

  async type(field: string, text: string): Promise<void> {
    await this.page.locator(`input[data-name="${field}"]`).pressSequentially(text);
  }

  async speak(language: Language): Promise<void> {
    await this.page.locator('[data-name="language"]').selectOption({ label: LANGUAGES[language] });
    await this.page.locator(`html[lang="${language}"]`).waitFor();
  }

  /** What hinders anybody here, in both official languages, by day and by night. */
  async hindrances(
    screen: string,
    languages: readonly Language[] = ['ru', 'ky'],
  ): Promise<string[]> {
    const found: string[] = [];
    for (const language of languages) {
      if (languages.length > 1) await this.speak(language);
      for (const scheme of ['dark', 'light'] as const) {
        await this.page.emulateMedia({ colorScheme: scheme });
        const here = await hindrances((script) => this.page.evaluate(script));
        found.push(...here.map((one) => `${screen}, ${language}, ${scheme}: ${one}`));
      }
    }
    return found;
  }

  /** Presses a button that saves a file; gives where the file is. */
  async saved(button: string): Promise<string> {
    const [file] = await Promise.all([this.page.waitForEvent('download'), this.press(button)]);
    const path = join(mkdtempSync(join(tmpdir(), 'vote-')), file.suggestedFilename());
    await file.saveAs(path);
    return path;
  }

  /** Photos come beside the screens; whoever looks closely waits for them. */
  async photos(): Promise<void> {
    await this.page.waitForFunction(() => !document.querySelector('[data-awaited]'));
    await this.page.evaluate(() =>
      Promise.all([...document.images].map((image) => image.decode().catch(() => undefined))),
    );
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
