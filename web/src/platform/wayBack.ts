/**
 * The browser's own way back (its button, a gesture, a key) goes back in the app, as on phones, and not out of the
 * page. Each screen that is reached is an entry of the history; the entries hold nothing but how many they are.
 */

export class WayBack {
  private depth = depthHere();
  private screen = '';
  private returning = false;
  private unwinding = false;

  /** `back`: the browser went back; the app follows. */
  constructor(private readonly back: () => void) {
    addEventListener('popstate', () => {
      const depth = depthHere();
      const lower = depth < this.depth;
      this.depth = depth;
      if (this.unwinding) {
        this.unwinding = false;
      } else if (lower) {
        this.returning = true;
        this.back();
      }
    });
  }

  /** This screen is shown. From the first one the browser's way back leads out of the page. */
  shown(screen: string, isFirst: boolean): void {
    const isNew = screen !== this.screen;
    this.screen = screen;
    if (isFirst) {
      this.returning = false;
      if (this.depth === 0 || this.unwinding) return;
      this.unwinding = true;
      history.go(-this.depth);
    } else if (isNew && !this.returning) {
      this.stay();
    }
    if (isNew) this.returning = false;
  }

  /** There is no way back from here now: the entry that was left is made again. */
  stay(): void {
    this.returning = false;
    this.depth += 1;
    history.pushState({ depth: this.depth }, '');
  }
}

/** How many entries lie below this one, as it says itself: also after the page was loaded anew. */
function depthHere(): number {
  const { state } = history as { state: unknown };
  const depth = typeof state === 'object' && state !== null && 'depth' in state ? state.depth : 0;
  return typeof depth === 'number' ? depth : 0;
}
