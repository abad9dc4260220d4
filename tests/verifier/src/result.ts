/** The result blob (§12). */

import { type Bytes, equal, hex } from './bytes.js';
import type { Failures } from './failure.js';
import { jcs } from './json.js';

export interface DistrictResult {
  district: number;
  ballots: number;
  /** Per real slot; absent for a small district that was not opened. */
  counts?: number[];
}

export const resultBytes = (election: Bytes, districts: DistrictResult[]): Bytes =>
  jcs({ districts, election: hex(election), format: 'shailoo/v1/result' });

/** Compares a published result with the computed one, if that could be computed. */
export function checkResult(
  blob: Bytes,
  election: Bytes,
  computed: DistrictResult[] | undefined,
  entry: number,
  failures: Failures,
): void {
  if (computed === undefined) return;
  const expected = resultBytes(election, computed);
  if (!equal(expected, blob)) {
    failures.add(
      'result.mismatch',
      entry,
      Buffer.from(expected).toString(),
      Buffer.from(blob).toString(),
    );
  }
}
