/**
 * How long the audit of a large election takes in a tab of Chromium, and what it needs (docs/benchmarks.md, An
 * audit in a tab). Tells it as one JSON object; asserts only that the audit passes.
 * `node tests/dist/tab.js RECORD TRUST-FILE`; `cargo xtask bench tab` runs it.
 */

import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

import { chromiumWith } from './chromium.js';
import { archive, siteOver } from './folder.js';

/** The longest that an audit may take on a busy machine, in milliseconds. */
const PATIENCE = 3_600_000;
/** How often the page asks for its turn, in milliseconds. */
const TURN = 10;

interface Process {
  type: string;
  id: number;
  /** Seconds of processor time so far. */
  cpuTime: number;
}

/** The most memory that a process ever had, in MB (10^6 bytes). */
function peak(pid: number): number {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kib) * 1_024) / 1e6;
}

const [record, trust] = process.argv.slice(2);
if (record === undefined || trust === undefined) throw new Error('tab RECORD TRUST-FILE');
const site = await siteOver(record, trust);
const file = archive(dirname(record), basename(record));
const browser = await chromiumWith({});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`${site.url}/verify/index.html#audit`);
  await page.locator('main[data-part="audit"][data-ready="true"]').waitFor();
  await page.evaluate((turn) => {
    const watch = globalThis as unknown as { longest: number };
    watch.longest = 0;
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      watch.longest = Math.max(watch.longest, now - last - turn);
      last = now;
    }, turn);
  }, TURN);
  const system = await browser.newBrowserCDPSession();
  const renderer = async (): Promise<Process> => {
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter((one) => one.type === 'renderer');
    // The page's own: whichever has worked most.
    const [most] = renderers.toSorted((one, other) => other.cpuTime - one.cpuTime);
    if (!most) throw new Error('the browser has no renderer');
    return most;
  };
  const before = await renderer();
  const start = performance.now();
  await page.locator('[data-name="audit-archive"] input').setInputFiles(file);
  await page.locator('.part:not([hidden]) [data-verdict]').waitFor();
  const seconds = (performance.now() - start) / 1_000;
  const verdict = await page
    .locator('.part:not([hidden]) [data-verdict]')
    .getAttribute('data-verdict');
  if (verdict !== 'passes') throw new Error(`the audit says: ${verdict}`);
  const after = await renderer();
  const longest = await page.evaluate(() => (globalThis as unknown as { longest: number }).longest);
  console.log(
    JSON.stringify({
      seconds,
      processor_seconds: after.cpuTime - before.cpuTime,
      peak_mb: peak(after.id),
      longest_wait_ms: longest,
    }),
  );
} finally {
  await browser.close();
  site.stop();
}
