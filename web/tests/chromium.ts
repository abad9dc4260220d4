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
  /** What the camera sees; without, there is no camera. */
  face?: string;
  /** Whether the page may use the camera. */
  refused?: boolean;
}

export function chromiumWith({ face, refused = false }: Camera): Promise<Browser> {
  const args = [...FLAGS];
  if (face) args.push('--use-fake-device-for-media-stream', filmOf(face));
  if (!refused) args.push('--use-fake-ui-for-media-stream');
  return chromium.launch({ executablePath: CHROMIUM, args });
}

/** A film of one picture. */
function filmOf(face: string): string {
  const film = join(mkdtempSync(join(tmpdir(), 'face-')), 'face.mjpeg');
  const picture = readFileSync(face);
  writeFileSync(film, Buffer.concat([picture, picture, picture]));
  return `--use-file-for-fake-video-capture=${film}`;
}
