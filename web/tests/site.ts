/**
 * What stands before the servers on voting day: one origin for the page's files, with the headers of
 * `headers.json`, and for the ballot box and the registrars behind it.
 */

import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const WEB = join(import.meta.dirname, '../..');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

interface AppFile {
  ballot_box: string;
  registrars: string[];
}

/** A request that the page made, and what it sent. */
export interface Seen {
  method: string;
  path: string;
  body: Buffer;
}

export class Site {
  readonly seen: Seen[] = [];
  /** Requests whose path this matches reach their server, but their answer is lost on the way back. */
  loseAnswersTo: RegExp | null = null;

  private constructor(
    readonly url: string,
    readonly stop: () => void,
  ) {}

  static async start(appFile: string): Promise<Site> {
    const app = JSON.parse(readFileSync(appFile, 'utf8')) as AppFile & Record<string, unknown>;
    const headers = JSON.parse(readFileSync(join(WEB, 'headers.json'), 'utf8')) as Record<
      string,
      string
    >;
    const routes = new Map<string, string>();
    let site: Site | undefined;
    const server = createServer((question, answer) => {
      const path = new URL(question.url ?? '/', 'http://localhost').pathname;
      const [, first = ''] = path.split('/');
      const behind = routes.get(first);
      if (behind && site) void carry(site, question, answer, behind, path.slice(first.length + 1));
      else if (path === '/app.json') {
        answer.writeHead(200, { 'content-type': 'application/json', ...headers });
        answer.end(JSON.stringify(own));
      } else giveFile(path, answer, headers);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    routes.set('box', app.ballot_box);
    app.registrars.forEach((registrar, place) => routes.set(`registrar-${place}`, registrar));
    const own = {
      ...app,
      ballot_box: `${url}/box`,
      registrars: app.registrars.map((_, place) => `${url}/registrar-${place}`),
    };
    site = new Site(url, () => {
      server.close();
      server.closeAllConnections();
    });
    return site;
  }
}

function giveFile(path: string, answer: ServerResponse, headers: Record<string, string>): void {
  const name = normalize(path === '/' ? '/index.html' : path);
  try {
    const bytes = readFileSync(join(WEB, 'dist', name));
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    answer.writeHead(200, { 'content-type': type, ...headers });
    answer.end(bytes);
  } catch {
    answer.writeHead(404, headers);
    answer.end();
  }
}

/** To a server and back. A server that cannot be reached is a connection that breaks. */
async function carry(
  site: Site,
  question: IncomingMessage,
  answer: ServerResponse,
  server: string,
  path: string,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of question) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const method = question.method ?? 'GET';
  site.seen.push({ method, path, body });
  const { host: _, connection: __, ...rest } = question.headers;
  const onward = request(`${server}${path}`, { method, headers: rest }, (back) => {
    if (site.loseAnswersTo?.test(path)) {
      back.resume();
      back.once('end', () => answer.destroy());
      return;
    }
    answer.writeHead(back.statusCode ?? 502, back.headers);
    back.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  onward.end(body);
}
