/** A trustee's share of a decryption, with the proof that it is right (docs/protocol.md §11). */

import { type Bytes, concat, u16, u256, u32, u64 } from '../../src/bytes.js';
import { type Scalar, BASE, power, product, reduce } from '../../src/group.js';
import { HS } from '../../src/hash.js';
import type { DistrictSum, Place } from '../../src/tally.js';
import { randomScalar } from '../prover.js';

/** The payload of a share by a trustee with these secrets. */
export function proveShare(
  trustee: number,
  secrets: Scalar[],
  sum: DistrictSum,
  { election, size, root }: Place,
): Bytes {
  const encoded = concat(...secrets.map((x) => power(sum.a, x).toBytes()));
  const statement = [
    election,
    sum.district,
    trustee,
    u64(size),
    root,
    sum.a.toBytes(),
    concat(...secrets.map((x) => power(BASE, x).toBytes())),
    encoded,
  ];
  const x = secrets.reduce(
    (total, xi, i) => total + HS('decryption-weight', ...statement, i + 1) * xi,
    0n,
  );
  const w = randomScalar();
  const r1 = product([BASE], [w]).toBytes();
  const r2 = product([sum.a], [w]).toBytes();
  const c = HS('decryption-challenge', ...statement, r1, r2);
  return concat(
    u32(trustee),
    u32(sum.district),
    u16(sum.b.length),
    encoded,
    u256(c),
    u256(reduce(w + c * x)),
  );
}
