/** What is elected, and when. */

import { type Slots, slots } from '../../src/slots.js';

export const OPENS = 1_900_000_000;
export const CLOSES = OPENS + 36_000;

export interface Contestants {
  id: number;
  surnames: string[];
  againstAll: boolean;
  mandates: number;
  minMarks: number;
}

export const CONTESTS: Contestants[] = [
  {
    id: 3,
    surnames: ['Абдиева', 'Өмүров', 'Сыдыков', 'Үсөнова'],
    againstAll: true,
    mandates: 3,
    minMarks: 1,
  },
  { id: 9, surnames: ['Жумабеков', 'Ибраев'], againstAll: false, mandates: 1, minMarks: 0 },
];

export function slotsOf(c: Contestants): Slots {
  return slots({
    candidates: c.surnames.length,
    againstAll: c.againstAll,
    mandates: c.mandates,
    minMarks: c.minMarks,
  });
}
