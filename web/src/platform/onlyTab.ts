/** What two tabs of one browser must not do at the same time. */

/**
 * Does this work, unless another tab is at work of the same name: then nothing is done, and the answer is nothing.
 * The lock goes with the tab, also when it crashes.
 */
export async function asOnlyTab<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
  let isAsked = false;
  try {
    return await navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      isAsked = true;
      return lock ? work() : undefined;
    });
  } catch (fault) {
    // A browser that keeps nothing has no locks either: there is nothing that tabs could share.
    const hasLocks = !(fault instanceof DOMException && fault.name === 'SecurityError');
    if (isAsked || hasLocks) throw fault;
    return work();
  }
}

/** Two tabs over the same vault would not see each other's records, so only one of them has the core. */
export function isOnlyTab(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const held = asOnlyTab('menin-shailoom', () => {
      resolve(true);
      // Held until the tab is closed.
      return new Promise<never>(() => undefined);
    });
    held.then(() => resolve(false), reject);
  });
}
