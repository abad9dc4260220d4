/** An election directory as files on a server, as anybody may mirror it. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';

import { Site } from './site.js';

/** Where cargo builds. */
const TARGET = process.env['CARGO_TARGET_DIR'] ?? join(import.meta.dirname, '../../../target');

export interface ResultDocument {
  districts: { district: number; ballots: number; counts?: number[] }[];
}

/** The directories that the program `election-directories` of tests/elections writes. */
export function writeDirectories(): string {
  const folder = mkdtempSync(join(tmpdir(), 'elections-'));
  execFileSync(join(TARGET, 'debug/election-directories'), [folder]);
  return folder;
}

/** The document of the result, found by what it says it is. */
export function resultOf(directory: string): ResultDocument {
  const blobs = join(directory, 'blob');
  for (const name of readdirSync(blobs)) {
    const text = readFileSync(join(blobs, name)).toString('latin1');
    if (text.includes('"shailoo/v1/result"')) return JSON.parse(text) as ResultDocument;
  }
  throw new Error(`${directory} has no result`);
}

/** The archive of a directory in this folder (docs/protocol.md §13). */
export function archive(folder: string, name: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'archive-')), `${name}.tar`);
  const record = join(folder, name);
  const files = execFileSync('find', ['.', '-type', 'f', '-printf', '%P\\n'], { cwd: record });
  const sorted = files.toString().trim().split('\n').sort().join('\n');
  const plain = ['--format=ustar', '--owner=0', '--group=0', '--mtime=@0', '--mode=0644'];
  execFileSync('tar', [...plain, '-cf', path, '-T', '-'], { cwd: record, input: sorted });
  return path;
}

/** Pages over one of these directories. */
export function siteOf(folder: string, name: string): Promise<Site> {
  return siteOver(join(folder, name), join(folder, 'trust.json'));
}

/**
 * Pages over a directory. Its registrar has nothing to give but what the box has too: where the box's answer
 * breaks off, the registrar is asked, and must not give another log as its own.
 */
export async function siteOver(directory: string, trustFile: string): Promise<Site> {
  const server = createServer((question, answer) => {
    const path = normalize(new URL(question.url ?? '/', 'http://localhost').pathname);
    try {
      const bytes = readFileSync(join(directory, path));
      answer.writeHead(200, { 'content-type': 'application/octet-stream' });
      answer.end(bytes);
    } catch {
      answer.writeHead(404);
      answer.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const app = join(mkdtempSync(join(tmpdir(), 'app-')), 'app.json');
  const trust = JSON.parse(readFileSync(trustFile, 'utf8')) as unknown;
  writeFileSync(app, JSON.stringify({ ballot_box: url, registrars: [`${url}/registrar`], trust }));
  const site = await Site.start(app);
  const stop = site.stop;
  site.stop = () => {
    stop();
    server.close();
    server.closeAllConnections();
  };
  return site;
}
