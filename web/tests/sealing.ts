/**
 * How long the core in wasm seals a ballot (docs/benchmarks.md, The web page): the very wasm of the page,
 * in Node.js, without a page. Tells medians of the processor's time in milliseconds, for each kind of
 * district, as JSON.
 * `node tests/dist/sealing.js [ROUNDS]`, after `npm run build-tests`.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Stage, type Person } from './stage.js';

const GENERATED = join(import.meta.dirname, '../../generated');

interface App {
  screen(): string;
  dispatch(event: string): Promise<string>;
}

interface Core {
  initSync(from: { module: Uint8Array }): unknown;
  VoterApp: new (
    config: Uint8Array,
    verifyPage: string,
    language: string,
    kept: unknown[],
    page: object,
  ) => App;
}

const core = (await import(join(GENERATED, 'shailoo.js'))) as Core;
core.initSync({ module: readFileSync(join(GENERATED, 'shailoo_bg.wasm')) });

/** What a page lends, as far as a voter with a code needs it. */
const PAGE = {
  write: () => Promise.resolve(),
  pause: (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  async send(url: string, bearer: string | undefined, type: string, body: Uint8Array | undefined) {
    const headers = new Headers(bearer ? { authorization: `Bearer ${bearer}` } : {});
    if (body) headers.set('content-type', type);
    const method = body ? 'POST' : 'GET';
    const answer = await fetch(url, { method, headers, body: (body ?? null) as BodyInit | null });
    return [answer.status, new Uint8Array(await answer.arrayBuffer())];
  },
};

class Voter {
  constructor(private readonly app: App) {}

  /** Sends an event, and lets the core work until it has nothing more to do. */
  async send(event: object): Promise<void> {
    let screen = await this.app.dispatch(JSON.stringify(event));
    while (this.works(screen)) screen = await this.app.dispatch('{"event":"work"}');
  }

  /** Seals the marked ballot `rounds` times, going back each time; the times of the work alone. */
  async seal(rounds: number): Promise<number[]> {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const screen = await this.app.dispatch('{"event":"select"}');
      if (!this.works(screen)) throw new Error('nothing is sealed');
      // The processor's time, which other programs disturb less.
      const from = process.cpuUsage();
      await this.app.dispatch('{"event":"work"}');
      const { user, system } = process.cpuUsage(from);
      times.push((user + system) / 1000);
      if (!('review' in JSON.parse(this.app.screen()).content)) throw new Error('not sealed');
      await this.send({ event: 'back' });
    }
    return times;
  }

  private works(screen: string): boolean {
    return (JSON.parse(screen) as { frame: { working: boolean } }).frame.working;
  }
}

async function atBallot(stage: Stage, who: Person): Promise<Voter> {
  const app = new core.VoterApp(readFileSync(stage.ready.app), '', 'ky', [], PAGE);
  const voter = new Voter(app);
  await voter.send({ event: 'tick' });
  await voter.send({ event: 'vote' });
  await voter.send({ event: 'type-pin', text: who.pin });
  await voter.send({ event: 'pin-done' });
  await voter.send({ event: 'request-code' });
  await voter.send({ event: 'type-code', text: await stage.code(who.pin) });
  await voter.send({ event: 'confirm-code' });
  await voter.send({ event: 'begin' });
  for (let row = 0; row < who.mandates; row += 1) await voter.send({ event: 'mark', row });
  return voter;
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

const rounds = Number(process.argv[2] ?? 25);
const stage = await Stage.start();
try {
  const told: Record<string, number> = {};
  for (const who of stage.ready.voters) {
    const district = `${who.candidates} candidates, ${who.mandates} mandates`;
    if (district in told) continue;
    const voter = await atBallot(stage, who);
    // The first rounds run code that is not yet optimised.
    told[district] = Number(median((await voter.seal(rounds)).slice(5)).toFixed(2));
  }
  console.log(JSON.stringify({ rounds, 'sealing in milliseconds': told }, null, 2));
} finally {
  await stage.stop();
}
