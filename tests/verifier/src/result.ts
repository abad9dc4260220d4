/** The result blob (§12). */

import { type Bytes, FormatError, equal, hex } from './bytes.js';
import type { Failures } from './failure.js';
import {
  U32,
  array,
  hexBytes,
  integer,
  jcs,
  literal,
  object,
  optional,
  parseDocument,
} from './json.js';

export interface DistrictResult {
  district: number;
  ballots: number;
  /** Per real slot; absent for a small district that was not opened. */
  counts?: number[];
}

export const resultBytes = (election: Bytes, districts: DistrictResult[]): Bytes =>
  jcs({ districts, election: hex(election), format: 'shailoo/v1/result' });

const checkBlob = object({
  districts: array(
    object({
      ballots: integer(0),
      counts: optional(array(integer(0), 1, 901)),
      district: U32,
    }),
    1,
    10_000,
  ),
  election: hexBytes(32),
  format: literal('shailoo/v1/result'),
});

/** Compares a published result with the computed one, if that could be computed. */
export function checkResult(
  blob: Bytes,
  election: Bytes,
  computed: DistrictResult[] | undefined,
  entry: number,
  failures: Failures,
): void {
  try {
    parseDocument(blob, checkBlob);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    failures.add('result.invalid', entry, 'a result document', error.message);
    return;
  }
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
