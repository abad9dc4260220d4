/**
 * Pictures of screens that are the same in every run: codes, times and numbers of the day are replaced
 * by fixed ones of the same length, and QR codes by one that says nothing, before a picture is taken.
 *
 * Letters are those of Debian's fonts `fonts-noto-core` and `fonts-dejavu-core`, which have been the
 * same for years; how another Chromium smooths their edges is tolerated, because pictures are compared
 * by the colour of small squares, not of pixels.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Page } from 'playwright-core';

import { decode, encode, type Picture } from './png.js';

/** Side of the squares that are compared. */
const SQUARE = 8;
/** How far the mean of a channel may be off in a square. */
const NEAR = 32;
/** So many squares may differ: less than one line of text has. */
const TOLERATED = 16;
/** A page may be a little longer or shorter. */
const LONGER = 4;

/** Runs in every page whose pictures are taken: fonts that do not vary, nothing that moves. */
export const STEADY = `
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(\`
    * { font-family: 'Noto Sans' !important; caret-color: transparent !important; animation: none !important; }
    .code, .code *, .typed, .field.control-code { font-family: 'DejaVu Sans Mono' !important; }
    .plain#plain { visibility: hidden !important; }
  \`);
  document.adoptedStyleSheets = [sheet];
`;

const WEB = join(import.meta.dirname, '../..');
const KEPT = join(WEB, '../docs/screens/web');
/** Whether new pictures are kept, instead of being compared with those that are. */
const RECORD = process.env['SHAILOO_RECORD'] === 'true';
const MADE = RECORD ? KEPT : join(WEB, 'tests/dist/pictures');

/** Writes the picture under this name; says how it differs from the one that is kept, if it does. */
export function compare(picture: Picture, name: string): string | null {
  mkdirSync(MADE, { recursive: true });
  writeFileSync(join(MADE, name), file(picture));
  return RECORD ? null : difference(picture, join(KEPT, name));
}

/** Takes the picture of the whole screen. */
export async function take(page: Page, width: number, height: number): Promise<Picture> {
  await page.evaluate(still);
  // No button is under the mouse.
  await page.mouse.move(0, 0);
  await page.evaluate(() => scrollTo(0, 0));
  // All of a long screen, with its bars at the ends.
  const long = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(height, long) });
  const shot = await settled(page);
  await page.evaluate(() => (globalThis as Still).release?.());
  return decode(shot);
}

/** The window as it is drawn when two pictures in a row are the same: all of it has been painted. */
async function settled(page: Page): Promise<Buffer> {
  let before: Buffer = Buffer.alloc(0);
  for (let tries = 0; tries < 10; tries += 1) {
    await page.evaluate(
      () =>
        new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(0)))),
    );
    const shot = await page.screenshot({ animations: 'allow', caret: 'initial' });
    if (shot.equals(before)) return shot;
    before = shot;
  }
  throw new Error('the page does not come to rest');
}

/** A picture as it is kept in a file. */
export function file(picture: Picture): Buffer {
  return encode(picture);
}

/** What is different from the picture in the file; nothing, if nobody would see it. */
export function difference(picture: Picture, path: string): string | null {
  if (!existsSync(path)) return `there is no ${basename(path)}`;
  const other = decode(readFileSync(path));
  if (other.width !== picture.width || Math.abs(other.height - picture.height) > LONGER) {
    return `${basename(path)} is ${other.width} × ${other.height}, drawn were ${picture.width} × ${picture.height}`;
  }
  let different = 0;
  const height = Math.min(other.height, picture.height);
  for (let y = 0; y + SQUARE <= height; y += SQUARE) {
    for (let x = 0; x + SQUARE <= picture.width; x += SQUARE) {
      const [a, b] = [mean(picture, x, y), mean(other, x, y)];
      if (a.some((channel, place) => Math.abs(channel - (b[place] ?? 0)) > NEAR)) different += 1;
    }
  }
  return different > TOLERATED ? `${basename(path)}: ${different} squares are different` : null;
}

function mean({ pixels, width }: Picture, left: number, top: number): number[] {
  const sums = [0, 0, 0];
  for (let y = top; y < top + SQUARE; y += 1) {
    for (let x = left; x < left + SQUARE; x += 1) {
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        sums[channel] = (sums[channel] ?? 0) + (pixels[at + channel] ?? 0);
      }
    }
  }
  return sums.map((sum) => sum / (SQUARE * SQUARE));
}

interface Still {
  /** Gives the page its own words back. */
  release?: () => void;
}

/** Runs in the page: replaces what varies, now and whenever the page draws it again. */
function still(): void {
  const SAMPLE = '7K3M9QXA2TPRH5VE';
  const CODE = /(?<=[A-Z]1 )[0-9A-Z]{4}(?: [0-9A-Z]{2,4})+/g;
  const VARIES: [RegExp, string][] = [
    // Voting hours, then the time of day.
    [/(?:[\d.]{10},\s)?\d{2}:\d{2} – (?:[\d.]{10},\s)?\d{2}:\d{2}/g, 'H – H'],
    [/\d{2}:\d{2}/g, '13:48'],
    [/H – H/g, '08:00 – 20:00'],
    [/\d{2}\.\d{2}\.\d{4}/g, '22.11.2026'],
    [/(?<=dobush-)[0-9A-Z]{4}/g, '7K3M'],
    [/[0-9a-f]{64}/g, '0'.repeat(64)],
    // What the code of the device check holds.
    [/(?<=[A-Z]1)[0-9A-Z]{40,}/g, SAMPLE.repeat(4).slice(0, 58)],
    [/(?<=127\.0\.0\.1:)\d+/g, '8080'],
    // A place in a log, how long the log is, and how many witnesses have come to it.
    [/\d+(?=-жазуу, журналда)|(?<=журналда )\d+(?= жазуу)/g, '5'],
    [/(?<=запись )\d+(?= журнала)|(?<=было )\d+(?= запис)/g, '5'],
    [/(?<=Журналды )\d+|(?<=свидетели: )\d+/g, '3'],
    // Entries a second.
    [/(?<=секундасына )[\d\s]+(?= жазуу)|^[\d\s]+(?= записей в секунду)/g, '1 200'],
    // A place in the ballot box.
    [/(?<=(?:Үкөктөгү орду|Место в урне): )\d+$/g, '1'],
    // How long voting goes on yet.
    [/\d+ саат(?: \d+ мүнөт)?/g, '6 саат 12 мүнөт'],
    [/\d+ час(?:а|ов)?(?!\p{L})(?: \d+ минут[аыу]?)?/gu, '6 часов 12 минут'],
    [/(?<!(?:саат|часов) \d{0,2})\d+(?= (?:мүнөт|секунд))/g, '5'],
    [/(?<!(?:саат|часов) \d{0,2})\d+ (минут|секунд)[аыу]?(?!\p{L})/gu, '5 $1'],
    [/\d+ с(?!\p{L})/gu, '5 с'],
  ];
  const steady = (words: string): string => {
    let place = 0;
    let same = words.replace(CODE, (code) =>
      code.replace(/\S/g, () => SAMPLE[place++ % SAMPLE.length] ?? ''),
    );
    for (const [varies, fixed] of VARIES) same = same.replace(varies, fixed);
    return same;
  };
  const noise = (x: number, y: number): number => {
    const mixed = Math.imul(x + 1, 374761393) ^ Math.imul(y + 1, 668265263);
    return Math.imul(mixed ^ (mixed >>> 13), 1274126177) >>> 16;
  };
  /** The three corners, and a pattern between them that no camera reads. */
  const pattern = (side: number): string => {
    let path = '';
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const [h, v] = [x < 8 ? x : side - 1 - x, y < 8 ? y : side - 1 - y];
        const corner = h < 8 && v < 8 && !(x >= 8 && y >= 8);
        const ring = Math.max(Math.abs(h - 3), Math.abs(v - 3));
        const dark = corner ? ring < 2 || ring === 3 : (noise(x, y) & 1) === 1;
        if (dark) path += `M${x + 4} ${y + 4}h1v1h-1z`;
      }
    }
    return path;
  };
  const fix = (): void => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) replace(node, steady);
    document.querySelectorAll('.box.filled').forEach((box, place) => {
      if (box.firstChild) replace(box.firstChild, () => String(place + 1));
    });
    for (const qr of document.querySelectorAll<SVGSVGElement>('.qr')) {
      const modules = qr.querySelector('.qr-modules')?.getAttributeNode('d');
      if (modules) replace(modules, () => pattern(qr.viewBox.baseVal.width - 8));
    }
    for (const input of document.querySelectorAll<HTMLInputElement>('input.field')) {
      const fixed = steady(input.value);
      if (fixed !== input.value) typed.set(input, input.value);
      input.value = fixed;
    }
  };
  /** What stands in fields. */
  const typed = new Map<HTMLInputElement, string>();
  const changed = new Map<Node, { fixed: string; was: string }>();
  const replace = (node: Node, how: (words: string) => string): void => {
    const was = node.nodeValue ?? '';
    const fixed = how(was);
    if (fixed === was) return;
    node.nodeValue = fixed;
    changed.set(node, { fixed, was });
  };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  const observer = new MutationObserver(() => {
    observer.disconnect();
    fix();
    observer.observe(document.body, all);
  });
  fix();
  observer.observe(document.body, all);
  (globalThis as Still).release = () => {
    observer.disconnect();
    for (const [node, { fixed, was }] of changed)
      if (node.nodeValue === fixed) node.nodeValue = was;
    for (const [input, was] of typed) input.value = was;
  };
}
