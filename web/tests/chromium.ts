/** Debian's Chromium, with a camera or without. */

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type Browser } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Letters look alike on every machine.
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
];

export interface Camera {
  /** The JPEG picture that the camera sees; without, there is no camera. */
  sees?: string;
  /** Whether the page may use the camera. */
  refused?: boolean;
}

export function chromiumWith({ sees, refused = false }: Camera): Promise<Browser> {
  const args = [...FLAGS];
  if (sees) args.push('--use-fake-device-for-media-stream', filmOf(sees));
  if (!refused) args.push('--use-fake-ui-for-media-stream');
  return chromium.launch({ executablePath: CHROMIUM, args });
}

/** A film of one picture. */
function filmOf(sees: string): string {
  const film = join(mkdtempSync(join(tmpdir(), 'film-')), 'film.mjpeg');
  const picture = readFileSync(sees);
  writeFileSync(film, Buffer.concat([picture, picture, picture]));
  return `--use-file-for-fake-video-capture=${film}`;
}
