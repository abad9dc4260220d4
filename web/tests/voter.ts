/** A voter in a real browser. */

import { mkdtempSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

import type { Site } from './site.js';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Where pictures of the screens go; none are made without it. */
const SHOTS = process.env['SHAILOO_SHOTS'];
const SIZES = { 320: 640, 1280: 800 } as const;

/** A browser whose camera sees this picture. */
export function browserWithCamera(face: string): Promise<Browser> {
  const film = join(mkdtempSync(join(tmpdir(), 'face-')), 'face.mjpeg');
  const picture = readFileSync(face);
  writeFileSync(film, Buffer.concat([picture, picture, picture]));
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      ...FLAGS,
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ],
  });
}

export class Voter {
  /** What the page did that no page may do: requests elsewhere, refused by its policy, errors. */
  readonly wrong: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly site: Site,
    private readonly name: string,
  ) {}

  static async open(browser: Browser, site: Site, name: string): Promise<Voter> {
    const context = await browser.newContext({
      acceptDownloads: true,
      viewport: { width: 390, height: 800 },
      reducedMotion: 'reduce',
      permissions: ['camera'],
    });
    await context.addInitScript({ content: axe.source });
    const voter = new Voter(context, await context.newPage(), site, name);
    voter.watch();
    await voter.page.goto(site.url);
    return voter;
  }

  private watch(): void {
    this.page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.site.url) && !url.startsWith('blob:')) this.wrong.push(url);
    });
    this.page.on('pageerror', (error) => this.wrong.push(error.message));
    this.page.on('console', (message) => {
      // A connection that the test breaks is told here too.
      const told = message.text();
      if (message.type() === 'error' && !/net::ERR|status of 4/.test(told)) this.wrong.push(told);
    });
  }

  /** Waits until this screen is drawn and the core has nothing more to do. */
  async at(screen: string): Promise<void> {
    await this.page
      .locator(`.page[data-screen="${screen}"][data-working="false"]`)
      .waitFor({ timeout: 60_000 })
      .catch(async (reason: unknown) => {
        const seen = await this.page.locator('body').innerText();
        throw new Error(`${this.name} is not at ${screen} but sees:\n${seen}`, { cause: reason });
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

  async language(name: string): Promise<void> {
    await this.page.locator('[data-name="language"]').selectOption({ label: name });
    const tag = name === 'Русский' ? 'ru' : 'ky';
    await this.page.locator(`html[lang="${tag}"]`).waitFor();
  }

  /** Nothing that hinders anybody, in both official languages; pictures where they are wanted. */
  async inspect(screen: string): Promise<void> {
    await this.at(screen);
    for (const name of ['Русский', 'Кыргызча']) {
      await this.language(name);
      for (const scheme of ['dark', 'light'] as const) {
        await this.page.emulateMedia({ colorScheme: scheme });
        await this.findings(`${screen}, ${name}, ${scheme}`);
      }
    }
    await this.widths(screen);
  }

  private async findings(where: string): Promise<void> {
    const found = await this.page.evaluate(async () => {
      const axe = (globalThis as unknown as { axe: typeof import('axe-core') }).axe;
      const { violations } = await axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      return violations.flatMap((one) =>
        one.nodes.map((node) => `${one.id}: ${node.html} ${node.failureSummary ?? ''}`),
      );
    });
    if (found.length > 0) throw new Error(`${where}:\n${found.join('\n')}`);
  }

  /** Nothing is wider than the window, from a small phone to a desktop and at 200 % of it. */
  private async widths(screen: string): Promise<void> {
    const before = this.page.viewportSize() ?? { width: 390, height: 800 };
    for (const [width, height] of Object.entries(SIZES)) {
      await this.page.setViewportSize({ width: Number(width), height });
      const wide = await this.page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > Number(width)) throw new Error(`${screen} is ${wide} wide in ${width}`);
      if (SHOTS)
        await this.page.screenshot({ path: join(SHOTS, `${this.name}-${screen}-${width}.png`) });
    }
    if (SHOTS) {
      await this.page.setViewportSize(before);
      await this.page.emulateMedia({ colorScheme: 'dark' });
      await this.page.screenshot({ path: join(SHOTS, `${this.name}-${screen}-dark.png`) });
      await this.page.emulateMedia({ colorScheme: 'light' });
    }
    await this.page.setViewportSize(before);
  }

  async downloaded(button: string): Promise<string> {
    const [file] = await Promise.all([this.page.waitForEvent('download'), this.press(button)]);
    const path = join(mkdtempSync(join(tmpdir(), 'vote-')), file.suggestedFilename());
    await file.saveAs(path);
    return path;
  }
}
