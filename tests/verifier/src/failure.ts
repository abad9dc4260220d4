/** What an audit reports: reason codes of §15, each with its place. */

export interface Failure {
  code: string;
  /** `ballot-box` or `registrar-<id>`. */
  log: string;
  /** Index of the entry, or null if the failure is not one of an entry. */
  entry: number | null;
  expected: string;
  found: string;
}

/** Ends an audit whose rest would be meaningless; the failure itself is already reported. */
export class AuditEnds extends Error {}

export class Failures {
  readonly list: Failure[] = [];

  add(
    code: string,
    entry: number | null,
    expected: string,
    found: string,
    log = 'ballot-box',
  ): void {
    this.list.push({ code, log, entry, expected, found });
  }

  /** In the order of the logs; what belongs to no entry last. */
  sort(): void {
    const place = (failure: Failure): number => failure.entry ?? Number.MAX_SAFE_INTEGER;
    this.list.sort((a, b) => a.log.localeCompare(b.log) || place(a) - place(b));
  }

  /** Ends the audit because of failures that are already reported. */
  stop(why: string): never {
    throw new AuditEnds(why);
  }

  /** Reports a failure and ends the audit. */
  end(code: string, entry: number | null, expected: string, found: string): never {
    this.add(code, entry, expected, found);
    throw new AuditEnds(code);
  }
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
