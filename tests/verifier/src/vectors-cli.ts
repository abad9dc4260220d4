/** `vectors FOLDER`: recomputes the test vectors of §16 and prints one JSON report. */

import { existsSync } from 'node:fs';
import { checkVectors } from './vectors.js';

const [folder, ...more] = process.argv.slice(2);
if (folder === undefined || more.length > 0 || !existsSync(folder)) {
  process.stderr.write('usage: vectors FOLDER\n');
  process.exitCode = 2;
} else {
  const report = await checkVectors(folder);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exitCode = report.ok ? 0 : 1;
}
