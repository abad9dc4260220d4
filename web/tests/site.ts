/**
 * What stands before the servers on voting day: one origin for the page's files, with the headers of
 * `headers.json`, and for the ballot box and the registrars behind it. Here requests can go wrong.
 */

import { readFileSync } from 'node:fs';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
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

/** The headers that go with every file of the page. */
export const HEADERS = JSON.parse(readFileSync(join(WEB, 'headers.json'), 'utf8')) as Record<
  string,
  string
>;

interface AppFile {
  ballot_box: string;
  registrars: string[];
}

/** A request that the page made, and what it sent. */
export interface Seen {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * How a request goes wrong:
 * - `lost`: the server gets it, and its answer never arrives;
 * - `cut`: no server gets it, and the connection breaks;
 * - `held`: nobody gets it, and nothing happens until the site is mended: then it is cut;
 * - a refusal, as a server words it;
 * - an answer that is changed on its way.
 */
export type Mishap =
  | 'lost'
  | 'cut'
  | 'held'
  | { status: number; code: string; [member: string]: unknown }
  | ((answer: Buffer) => Buffer);

export class Site {
  readonly seen: Seen[] = [];
  private mishaps: { path: RegExp; what: Mishap }[] = [];
  private held: ServerResponse[] = [];
  private routes = new Map<string, string>();
  private app: Buffer = Buffer.alloc(0);
  url = '';
  stop: () => void = () => undefined;

  static async start(appFile: string): Promise<Site> {
    const site = new Site();
    const app = JSON.parse(readFileSync(appFile, 'utf8')) as AppFile & Record<string, unknown>;
    const server = createServer((question, answer) => site.answer(question, answer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    site.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    site.routes.set('box', app.ballot_box);
    app.registrars.forEach((registrar, place) => site.routes.set(`registrar-${place}`, registrar));
    const own = {
      ...app,
      ballot_box: `${site.url}/box`,
      registrars: app.registrars.map((_, place) => `${site.url}/registrar-${place}`),
    };
    site.app = Buffer.from(JSON.stringify(own));
    site.stop = () => {
      server.close();
      server.closeAllConnections();
    };
    return site;
  }

  /** From now on requests to the servers whose path this matches go wrong. */
  goWrong(path: RegExp, what: Mishap): void {
    this.mishaps.push({ path, what });
  }

  /** Everything is in order again. */
  mend(): void {
    this.mishaps = [];
    for (const answer of this.held.splice(0)) answer.destroy();
  }

  private answer(question: IncomingMessage, answer: ServerResponse): void {
    const path = new URL(question.url ?? '/', 'http://localhost').pathname;
    const [, first = ''] = path.split('/');
    const server = this.routes.get(first);
    if (server) void this.carry(question, answer, server, path.slice(first.length + 1));
    else if (path === '/app.json') {
      answer.writeHead(200, { 'content-type': 'application/json', ...HEADERS });
      answer.end(this.app);
    } else {
      giveFile(path, answer);
    }
  }

  /** To a server and back. A server that cannot be reached is a connection that breaks. */
  private async carry(
    question: IncomingMessage,
    answer: ServerResponse,
    server: string,
    path: string,
  ): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of question) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const method = question.method ?? 'GET';
    this.seen.push({ method, path, headers: question.headers, body });
    const what = this.mishaps.find((mishap) => mishap.path.test(path))?.what;
    if (what === 'cut') {
      answer.destroy();
      return;
    }
    if (what === 'held') {
      this.held.push(answer);
      return;
    }
    if (typeof what === 'object') {
      const { status, ...problem } = what;
      answer.writeHead(status, { 'content-type': 'application/problem+json' });
      answer.end(JSON.stringify({ type: `urn:shailoo:${problem.code}`, status, ...problem }));
      return;
    }
    const { host: _, connection: __, 'accept-encoding': ___, ...rest } = question.headers;
    // A connection of its own: one that is kept may be closed at the other end just then, and the browser would
    // ask once more by itself.
    const own = { method, headers: rest, agent: false };
    const onward = request(`${server}${path}`, own, (back) => {
      if (what === 'lost') {
        back.resume();
        back.once('end', () => answer.destroy());
        return;
      }
      if (typeof what === 'function') void change(back, answer, what);
      else {
        answer.writeHead(back.statusCode ?? 502, back.headers);
        back.pipe(answer);
      }
    });
    onward.on('error', () => answer.destroy());
    onward.end(body);
  }
}

async function change(
  back: IncomingMessage,
  answer: ServerResponse,
  how: (answer: Buffer) => Buffer,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of back) parts.push(part as Buffer);
  const { 'content-length': _, 'transfer-encoding': __, ...headers } = back.headers;
  answer.writeHead(back.statusCode ?? 502, headers);
  answer.end(how(Buffer.concat(parts)));
}

function giveFile(path: string, answer: ServerResponse): void {
  const name = normalize(path === '/' ? '/index.html' : path);
  try {
    const bytes = readFileSync(join(WEB, 'dist', name));
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    answer.writeHead(200, { 'content-type': type, ...HEADERS });
    answer.end(bytes);
  } catch {
    answer.writeHead(404, HEADERS);
    answer.end();
  }
}
