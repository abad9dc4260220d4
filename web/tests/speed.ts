/**
 * How long voters wait for the voting page (docs/benchmarks.md, The web page): until they see something,
 * until they can begin, and from «Добуш берүү» to the receipt, on emulated networks. As on voting day, the pages
 * come from their own server, and the ballot box and the registrars are of other origins. Tells it as one JSON
 * object; asserts nothing. `node tests/dist/speed.js [ROUNDS]`, after `npm run build-tests`.
 */

import type { Browser, Page } from 'playwright-core';

import { chromiumWith } from './chromium.js';
import { Stage, type Person } from './stage.js';

interface Network {
  /** Kilobits per second, each way; 0 is as fast as this machine. */
  kilobits: number;
  /** Milliseconds that every request waits for its answer at least. */
  latency: number;
}

const NETWORKS: Record<string, Network> = {
  'this machine': { kilobits: 0, latency: 0 },
  '400 kbit/s, 400 ms': { kilobits: 400, latency: 400 },
  'Slow 3G of Chromium: 400 kbit/s, 2,000 ms': { kilobits: 400, latency: 2000 },
  'Fast 3G of Chromium: 1,440 kbit/s, 562 ms': { kilobits: 1440, latency: 562.5 },
};
const PATIENCE = 180_000;

interface Times {
  /** Until the first text of the page was painted. */
  first: number;
  /** Until core's first screen could be used. */
  start: number;
  /** From «Добуш берүү» to the receipt. */
  receipt: number;
}

class Speed {
  private voters: Person[];

  constructor(
    private readonly browser: Browser,
    private readonly stage: Stage,
  ) {
    this.voters = [...stage.ready.voters];
  }

  /** One voter on this network, with an empty cache. */
  async voter(network: Network): Promise<Times> {
    const who = this.voters.shift();
    if (!who) throw new Error('there are no more voters: ask for fewer rounds');
    const context = await this.browser.newContext({ viewport: { width: 390, height: 800 } });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const throughput = network.kilobits ? (network.kilobits * 1000) / 8 : -1;
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: network.latency,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    });
    await page.goto(this.stage.ready.pages, { waitUntil: 'commit', timeout: PATIENCE });
    await at(page, 'start');
    const start = await page.evaluate(() => performance.now());
    const first = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    );
    await this.toReview(page, who);
    const pressed = await page.evaluate(() => performance.now());
    await press(page, 'cast');
    await at(page, 'receipt');
    const receipt = (await page.evaluate(() => performance.now())) - pressed;
    await context.close();
    return { first, start, receipt };
  }

  private async toReview(page: Page, who: Person): Promise<void> {
    await press(page, 'go');
    await at(page, 'pin');
    await page.locator('input[data-name="pin"]').pressSequentially(who.pin);
    await page.locator('[data-name="go"][aria-disabled="false"]').click();
    await at(page, 'identify');
    await press(page, 'get-code');
    await page.locator('input[data-name="code"]').waitFor();
    const code = await this.stage.code(who.pin);
    await at(page, 'identify');
    await page.locator('input[data-name="code"]').pressSequentially(code);
    await press(page, 'confirm');
    await at(page, 'voter');
    await press(page, 'begin');
    await at(page, 'ballot');
    await page.locator('[data-name="row"]').first().click();
    await press(page, 'select');
    await at(page, 'review');
  }
}

function at(page: Page, screen: string): Promise<void> {
  return page.locator(`.page[data-screen="${screen}"][data-working="false"]`).waitFor();
}

function press(page: Page, name: string): Promise<void> {
  return page.locator(`[data-name="${name}"]`).click();
}

/** The server compresses its pages when it starts; on voting day that has been done. */
async function compressed(pages: string): Promise<void> {
  const [wasm] = /[^"]*\.wasm/.exec(await (await fetch(pages)).text()) ?? [];
  if (wasm === undefined) throw new Error('the page names no wasm');
  for (;;) {
    const answer = await fetch(new URL(wasm, `${pages}/`), {
      headers: { 'accept-encoding': 'br' },
    });
    await answer.arrayBuffer();
    if (answer.headers.get('content-encoding') === 'br') return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? NaN);
}

const rounds = Number(process.argv[2] ?? 3);
const stage = await Stage.start();
const browser = await chromiumWith({});
try {
  await compressed(stage.ready.pages);
  const speed = new Speed(browser, stage);
  const found: Record<string, Times[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, network] of Object.entries(NETWORKS)) {
      (found[name] ??= []).push(await speed.voter(network));
    }
  }
  const told = Object.entries(found).map(([name, times]) => [
    name,
    {
      first: median(times.map((one) => one.first)),
      start: median(times.map((one) => one.start)),
      receipt: median(times.map((one) => one.receipt)),
    },
  ]);
  console.log(JSON.stringify({ rounds, milliseconds: Object.fromEntries(told) }, null, 2));
} finally {
  await browser.close();
  await stage.stop();
}
