/**
 * What all pages show before their scripts run, written once: the first screen, and the plain words for
 * browsers in which no script ever starts.
 *
 * The style sheet stands after the first screen and not in the head, where it would keep the browser from
 * painting anything.
 */

import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const STYLE = /\s*<link rel="stylesheet"[^>]*>(?=[^]*<\/head>)/g;
const part = (name: string): string =>
  readFileSync(new URL(`opening/${name}.html`, import.meta.url), 'utf8').trim();

/** The text with a mark replaced, which must stand there once. */
function put(html: string, mark: string, text: string): string {
  const [before, after, ...more] = html.split(mark);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`«${mark}» must stand in the page once`);
  }
  return before + text + after;
}

export function opening(): Plugin[] {
  return [
    {
      name: 'opening',
      transformIndexHtml: {
        order: 'pre',
        handler: (html) =>
          put(put(html, '<!-- opening -->', part('opening')), '<!-- plain -->', part('plain')),
      },
    },
    {
      name: 'style-after-opening',
      apply: 'build',
      transformIndexHtml: {
        order: 'post',
        handler(html) {
          const style = html.match(STYLE) ?? [];
          if (style.length === 0) throw new Error('the page has no style sheet');
          return put(html.replace(STYLE, ''), '</main>', `</main>${style.join('')}`);
        },
      },
    },
  ];
}
