/**
 * Whether a screen fits: on a small phone and a desktop, with the browser's text twice as large, at a
 * zoom of 200 %. Nothing sticks out, nothing is cut off, nothing leaves too little room to read.
 */

import type { CDPSession, Page } from 'playwright-core';

export interface Window {
  name: string;
  width: number;
  height: number;
  /** The browser's size of text; 16 where nobody has changed it. */
  text: 16 | 32;
}

/** At a zoom of 200 %, a window of 1280 × 800 has 640 × 400 of the page's pixels. */
export const WINDOWS: Window[] = [
  { name: 'small phone', width: 320, height: 640, text: 16 },
  { name: 'small phone, large text', width: 320, height: 640, text: 32 },
  { name: 'desktop', width: 1280, height: 800, text: 16 },
  { name: 'desktop, large text', width: 1280, height: 800, text: 32 },
  { name: 'desktop, zoomed', width: 640, height: 400, text: 16 },
];

/** How each screen is pictured (docs/screens/web). */
export const LOOKS = [
  { name: 'ky-light-320', language: 'ky', scheme: 'light', width: 320, height: 640, text: 16 },
  { name: 'ru-dark-1280', language: 'ru', scheme: 'dark', width: 1280, height: 800, text: 16 },
  {
    name: 'ky-light-1280-large',
    language: 'ky',
    scheme: 'light',
    width: 1280,
    height: 800,
    text: 32,
  },
] as const;

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** Makes the window so, as a browser's settings do. */
export async function become(page: Page, window: Omit<Window, 'name'>): Promise<void> {
  let session = sessions.get(page);
  if (!session) {
    session = page.context().newCDPSession(page);
    sessions.set(page, session);
  }
  const client = await session;
  await client.send('Page.setFontSizes', { fontSizes: { standard: window.text } });
  await page.setViewportSize({ width: window.width, height: window.height });
}

/** What does not fit, in every window. */
export async function misfits(page: Page, screen: string): Promise<string[]> {
  const before = page.viewportSize() ?? { width: 390, height: 800 };
  const found: string[] = [];
  for (const window of WINDOWS) {
    await become(page, window);
    const here = await page.evaluate(measure);
    found.push(...here.map((one) => `${screen}, ${window.name}: ${one}`));
  }
  await become(page, { ...before, text: 16 });
  return found;
}

/** Runs in the page. */
function measure(): string[] {
  const faults: string[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`is ${root.scrollWidth} px wide`);
  const named = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} «${element.textContent?.slice(0, 30)}»`;
  const sticky = (selector: string): number => {
    const bar = document.querySelector(selector);
    return bar && getComputedStyle(bar).position === 'sticky'
      ? bar.getBoundingClientRect().height
      : 0;
  };
  // A bar that goes along is no use where nothing is left to read between.
  const room = innerHeight - sticky('.page > header') - sticky('.page > footer');
  if (room < 160) faults.push(`leaves ${room} px between the bars`);
  for (const element of document.querySelectorAll<HTMLElement>('.page *')) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width === 0 || element.closest('svg, .unseen, [hidden]')) continue;
    if (box.left < -0.5 || box.right > root.clientWidth + 0.5)
      faults.push(`${named(element)} sticks out`);
    const text = [...element.childNodes].some(
      (node) => node.nodeType === 3 && node.nodeValue?.trim(),
    );
    const pressed = element.matches('button, label, a, select, input:not([type="file"])');
    if (!text && !pressed) continue;
    if (element.matches('select')) {
      // A select does not tell whether its words fit.
      const pen = document.createElement('canvas').getContext('2d');
      if (!pen) continue;
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const words = (element as HTMLSelectElement).selectedOptions[0]?.text ?? '';
      const inside =
        element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      if (pen.measureText(words).width > inside && style.color !== 'rgba(0, 0, 0, 0)') {
        faults.push(`${named(element)} is cut off`);
      }
      continue;
    }
    const cuts = style.overflow !== 'visible' || element.matches('button, input');
    // What is typed into a line goes along in it.
    const slides = element instanceof HTMLInputElement && element.value !== '';
    if (
      cuts &&
      ((element.scrollWidth > element.clientWidth + 1 && !slides) ||
        element.scrollHeight > element.clientHeight + 1)
    ) {
      faults.push(`${named(element)} is cut off`);
    }
    if (pressed && element.matches('button, select') && (box.height < 44 || box.width < 44)) {
      faults.push(`${named(element)} is ${box.width} × ${box.height} px`);
    }
    // Words stay in what they stand in.
    const around = element.parentElement
      ?.closest('button, .card, .information, .box')
      ?.getBoundingClientRect();
    if (around && (box.right > around.right + 1 || box.left < around.left - 1)) {
      faults.push(`${named(element)} leaves its ground`);
    }
  }
  return faults;
}
