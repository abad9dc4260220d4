/**
 * Two tabs over the same vault would not see each other's records, so only one of them has the core.
 * The lock goes with the tab, also when it crashes.
 */
export function isOnlyTab(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request('menin-shailoom', { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        // Held until the tab is closed.
        return lock && new Promise(() => undefined);
      })
      .catch(reject);
  });
}
