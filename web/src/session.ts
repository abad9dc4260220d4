/**
 * The one conversation with the core, as long as the page is open.
 *
 * Events wait in a queue and are dispatched one at a time. Nothing of a screen is kept anywhere: after
 * a reload the core goes on from its vault, and marks are never kept.
 */

import type { Event, Screen } from '../generated/screens.js';
import type { Core } from './core.js';
import { WayBack } from './platform/wayBack.js';

const SECOND = 1000;
const PHOTO_AGAIN = 15_000;

export class Session {
  /** The last screen. */
  screen: Screen;
  private waiting = 0;
  private queue: Promise<void> = Promise.resolve();
  private photos = new Map<string, Promise<string | null>>();
  private urls: string[] = [];
  private failed = false;
  private readonly wayBack = new WayBack(() => this.goBack());

  /** Whether the voter has been told that there is no camera, or none allowed: it is not said twice unasked. */
  cameraRefused = false;

  constructor(
    private readonly core: Core,
    private readonly draw: (screen: Screen) => void,
    private readonly failing: () => void,
  ) {
    this.screen = core.screen();
  }

  /** Draws the first screen, and goes on from there. */
  begin(): void {
    this.show(this.screen);
    setInterval(() => {
      // A sealed ballot is sent again though the voter looks elsewhere.
      const wanted = document.visibilityState === 'visible' || 'unknown' in this.screen.content;
      if (wanted && this.idle) this.send({ event: 'tick' });
    }, SECOND);
    addEventListener('beforeunload', (leaving) => {
      if (this.failed || !isUnderWay(this.screen.content)) return;
      leaving.preventDefault();
      // What older browsers want.
      leaving.returnValue = true;
    });
  }

  /** The core can no longer be relied on: a page that is loaded anew goes on from what was kept. */
  fail(): void {
    if (this.failed) return;
    this.failed = true;
    this.failing();
  }

  /** The browser's way back: what the screen's own does, or nothing where there is none. */
  private goBack(): void {
    const { frame, content } = this.screen;
    if (frame.back?.enabled) this.send(frame.back.event);
    else if ('notice' in content) this.send({ event: 'back' });
    else this.wayBack.stay();
  }

  /** Whether every event has been dealt with and drawn. */
  get idle(): boolean {
    return this.waiting === 0;
  }

  /** Sends an event to the core; the screen comes later. */
  send(event: Event): void {
    if (this.failed) return;
    this.waiting += 1;
    this.queue = this.queue.then(async () => {
      try {
        const screen = await this.core.dispatch(event);
        this.waiting -= 1;
        this.show(screen);
      } catch {
        // What went wrong may hold a ПИН or a code, so it is said to nobody.
        this.fail();
      }
    });
  }

  /** An address of the photo of this name, or nothing where it cannot be had now. */
  photo(name: string): Promise<string | null> {
    const known = this.photos.get(name);
    if (known) return known;
    const loading = this.core.photo(name).then((bytes) => {
      if (!bytes) {
        // The network may have been away.
        setTimeout(() => this.photos.delete(name), PHOTO_AGAIN);
        return null;
      }
      const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: 'image/jpeg' }));
      this.urls.push(url);
      return url;
    });
    this.photos.set(name, loading);
    return loading;
  }

  private show(screen: Screen): void {
    if (this.failed) return;
    // The voter's own photo has the same name for every voter.
    const fresh = 'start' in screen.content || 'pin' in screen.content;
    if (fresh && this.photos.size > 0) {
      this.urls.forEach((url) => URL.revokeObjectURL(url));
      this.urls = [];
      this.photos.clear();
    }
    if ('start' in screen.content) this.cameraRefused = false;
    this.screen = screen;
    this.draw(screen);
    const kind = Object.keys(screen.content)[0] ?? '';
    if (kind !== 'opening') this.wayBack.shown(kind, kind === 'start');
    // After what the voter did meanwhile, so that «back» is not late; and after the browser has
    // painted, since sealing keeps it busy.
    if (screen.frame.working) afterPaint(() => this.send({ event: 'work' }));
  }
}

/** Whether a ballot has no receipt yet: the right is used, and the ballot lies in this browser only. */
function isUnderWay(content: Screen['content']): boolean {
  return (
    'casting' in content ||
    'unknown' in content ||
    ('start' in content && Boolean(content.start.resume)) ||
    ('notice' in content && content.notice.pending)
  );
}

/** Calls back once what was drawn can be seen; soon where nobody sees the page, or no longer. */
function afterPaint(done: () => void): void {
  let waiting = true;
  const once = (): void => {
    if (waiting) done();
    waiting = false;
  };
  const visible = document.visibilityState === 'visible';
  if (visible) requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, visible ? SECOND : 0);
}
