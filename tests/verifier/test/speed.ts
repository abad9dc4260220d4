/** Not a test: `node dist/test/speed.js [ballots]` reports how fast ballots are verified. */

import { audit } from '../src/audit.js';
import { Maker, NO_OPTIONS } from './election/maker.js';

const ballots = Number(process.argv[2] ?? 1000);
const maker = new Maker({
  ballots: (_, m) => Array.from({ length: ballots }, (__, i) => m.vote(0, [i % 4])),
});
const source = await maker.build();
const start = performance.now();
const report = await audit(source, maker.trust, NO_OPTIONS);
const seconds = (performance.now() - start) / 1000;
process.stdout.write(
  `${JSON.stringify({ ok: report.ok, ballots, seconds, per_second: ballots / seconds })}\n`,
);
