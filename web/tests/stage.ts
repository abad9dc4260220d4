/** A running election: the program `stage` of tests/demo (docs/interfaces.md says how to talk to it). */

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

export interface Person {
  pin: string;
  name: string;
  face: string;
  photo: boolean;
  district: number;
  candidates: number;
  mandates: number;
}

export interface Ready {
  app: string;
  voters: Person[];
  strangers: string[];
  box: string;
  /** The product's own server of the web pages. */
  pages: string;
}

type Answer = Record<string, unknown>;

/** Where cargo builds. */
const TARGET = process.env['CARGO_TARGET_DIR'] ?? join(import.meta.dirname, '../../../target');

/** The longest that a mail may take, in milliseconds. */
const MAIL = 20_000;

export class Stage {
  readonly ready: Ready;
  private readonly codes = new Map<string, string>();

  private constructor(
    private readonly program: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
    private readonly reader: Interface,
    ready: unknown,
  ) {
    this.ready = ready as Ready;
  }

  static async start(): Promise<Stage> {
    const program = spawn(join(TARGET, 'debug/stage'), [], { stdio: ['pipe', 'pipe', 'pipe'] });
    let told = '';
    program.stderr.on('data', (words: Buffer) => (told += words.toString()));
    const reader = createInterface({ input: program.stdout });
    const lines = reader[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) throw new Error(`the stage did not start: ${told}`);
    return new Stage(program, lines, reader, JSON.parse(first.value));
  }

  async tell(order: Record<string, string>): Promise<Answer> {
    this.program.stdin.write(`${JSON.stringify(order)}\n`);
    const line = await this.lines.next();
    if (line.done) throw new Error('the stage has gone');
    const answer = JSON.parse(line.value) as Answer;
    if (answer['error']) throw new Error(`${JSON.stringify(order)}: ${String(answer['error'])}`);
    return answer;
  }

  /** The code that was mailed to this voter since it was last asked for. */
  async code(pin: string): Promise<string> {
    const end = Date.now() + MAIL;
    for (;;) {
      const code = String((await this.tell({ do: 'code', pin }))['code']);
      if (this.codes.get(pin) !== code) {
        this.codes.set(pin, code);
        return code;
      }
      if (Date.now() > end) throw new Error('no new mail');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.program.once('exit', resolve));
    this.program.stdin.end();
    await gone;
    this.reader.close();
  }
}
