/**
 * Subresource integrity: what a page loads must have the bytes that it had when the page was built.
 *
 * Scripts, style sheets and preloaded modules carry their hash in the page. The preloads stand before the script,
 * so that each module is in the browser's module map, checked, before the script asks for it. A wasm module is
 * fetched with the hash that `import hash from './name.wasm?integrity'` gives.
 *
 * Not covered, since browsers offer no way that needs no inline script: chunks that are imported only when they are
 * needed, and workers. They are named by their contents and stand in the list that the commission signs, as every
 * file does (docs/decisions/0011-delivery-of-the-web-pages.md).
 */

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';

const QUERY = '?integrity';
const MARK = '\0integrity:';

const integrityOf = (file: string): string =>
  `sha384-${createHash('sha384').update(readFileSync(file)).digest('base64')}`;

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];

/** A start tag with the hash of what it loads; other tags as they are. */
function sealed(tag: string, folder: string): string {
  const isScript = tag.startsWith('<script');
  const loads = isScript || /stylesheet|modulepreload/.test(attribute(tag, 'rel') ?? '');
  if (!loads) return tag;
  const target = attribute(tag, isScript ? 'src' : 'href');
  if (target === undefined) throw new Error(`nothing to seal in ${tag}`);
  const hash = integrityOf(join(folder, target));
  return tag.replace(/\s*\/?>$/, (end) => ` integrity="${hash}"${end}`);
}

function sealPage(file: string): void {
  const tags = /<(?:script|link)\b[^>]*>/g;
  let html = readFileSync(file, 'utf8').replace(tags, (tag) => sealed(tag, dirname(file)));
  const script = /\s*<script type="module"[^>]*><\/script>/;
  const [entry] = script.exec(html) ?? [];
  if (entry === undefined) throw new Error(`${file} has no script`);
  html = html.replace(script, '').replace(/\s*<\/head>/, (end) => `${entry}${end}`);
  writeFileSync(file, html);
}

export function integrity(): Plugin {
  return {
    name: 'integrity',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.endsWith(QUERY) || importer === undefined) return null;
      return MARK + resolve(dirname(importer), source.slice(0, -QUERY.length));
    },
    load(id) {
      if (!id.startsWith(MARK)) return null;
      const file = id.slice(MARK.length);
      this.addWatchFile(file);
      return `export default ${JSON.stringify(integrityOf(file))};`;
    },
    writeBundle({ dir }) {
      if (dir === undefined) throw new Error('the pages are built into a folder');
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (name.endsWith('.html')) sealPage(join(dir, name));
      }
    },
  };
}
