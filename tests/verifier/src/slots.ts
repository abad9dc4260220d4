/** Slots and their weights (§5.1), generators (§5.2). */

import type { Bytes } from './bytes.js';
import type { Point } from './group.js';
import { HP } from './hash.js';

/** What of a district file decides the shape of its ballots. */
export interface Contest {
  candidates: number;
  againstAll: boolean;
  mandates: number;
  minMarks: number;
}

export interface Slots {
  /** Weights of the real slots 1…N. */
  real: number[];
  /** Weights of the blank slots N+1…N+b. */
  blank: number[];
}

export function slots(contest: Contest): Slots {
  const real = Array.from({ length: contest.candidates }, () => 1);
  if (contest.againstAll) real.push(contest.mandates);
  const blank: number[] = [];
  let left = contest.mandates - contest.minMarks;
  for (let weight = 1; weight <= left; weight *= 2) {
    blank.push(weight);
    left -= weight;
  }
  if (left > 0) blank.push(left);
  return { real, blank };
}

/** The bits of the blank slots for a vote with so many unused marks. */
export function blankBits(weights: number[], unused: number): number[] {
  const bits = weights.map(() => 0);
  let left = unused;
  for (let i = weights.length - 1; i >= 0; i--) {
    const weight = weights[i] ?? 0;
    if (weight <= left) {
      bits[i] = 1;
      left -= weight;
    }
  }
  if (left !== 0) throw new RangeError('not representable by the blank slots');
  return bits;
}

/** The generators h_i and k_i of one election, derived when first asked for. */
export class Generators {
  private readonly known = new Map<string, Point>();
  constructor(private readonly election: Bytes) {}

  private get(family: 'h' | 'k', index: number): Point {
    const name = `${family}${index}`;
    const point = this.known.get(name) ?? HP('generator', this.election, family, index);
    this.known.set(name, point);
    return point;
  }
  h = (index: number): Point => this.get('h', index);
  k = (index: number): Point => this.get('k', index);
}
