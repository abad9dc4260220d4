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
      .catch((reason: unknown) => {
        // Where the browser keeps nothing there is nothing to share; what opens the vault next says so.
        if (reason instanceof DOMException && reason.name === 'SecurityError') resolve(true);
        else reject(reason);
      });
  });
}
