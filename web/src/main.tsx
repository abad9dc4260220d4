/** Starts the core and draws its screens. */

import { render } from 'preact';

import type { Screen } from '../generated/screens.js';
import { Core } from './core.js';
import { download } from './platform/download.js';
import { isUnfit } from './platform/fit.js';
import { pause, send } from './platform/network.js';
import { isOnlyTab } from './platform/onlyTab.js';
import { shrink } from './platform/picture.js';
import { print } from './platform/printer.js';
import { Stores } from './platform/stores.js';
import { FaultPage } from './screens/FaultPage.js';
import { FrameView } from './screens/FrameView.js';
import { Session } from './session.js';
import type { Fault } from './texts.js';

const LANGUAGE = 'language';

const page = document.getElementById('page');

/** The language that was chosen here last; the core knows what to do without. */
function language(): string {
  try {
    return localStorage.getItem(LANGUAGE) ?? '';
  } catch {
    return '';
  }
}

function remember(tag: string): void {
  try {
    localStorage.setItem(LANGUAGE, tag);
  } catch {
    // It is asked for again next time.
  }
}

function show(view: preact.ComponentChild): void {
  // The first screen is part of the file itself.
  document.getElementById('opening')?.remove();
  document.getElementById('loaded')?.remove();
  if (page) render(view, page);
}

function showLoaded(part: number): void {
  const bar = document.getElementById('loaded');
  if (bar instanceof HTMLProgressElement) bar.value = part;
}

function fault(kind: Fault): void {
  show(<FaultPage fault={kind} language={language()} />);
}

/** Does one step of starting; a failure is told as this kind of fault, unless the browser is at fault. */
async function step<T>(kind: Fault, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (reason) {
    throw new Refused(isUnfit(reason) ? 'browser' : kind);
  }
}

class Refused extends Error {
  constructor(readonly kind: Fault) {
    super(kind);
  }
}

/** Where second devices check, unless app.json says where. */
const VERIFY_PAGE = new URL('verify/', document.baseURI).href;

/** app.json, which the core reads. */
async function config(): Promise<Uint8Array> {
  const answer = await fetch('./app.json', { cache: 'no-cache', credentials: 'omit' });
  if (!answer.ok) throw new Error('app.json is missing');
  return new Uint8Array(await answer.arrayBuffer());
}

/** The network first, since it takes longest; what it lacks is said where it is waited for. */
function begun<T>(loading: Promise<T>): Promise<T> {
  loading.catch(() => undefined);
  return loading;
}

/** Whether this error ended the core in the middle; those of a browser's extensions are told here too. */
function isTrap(reason: unknown): boolean {
  return (
    reason instanceof WebAssembly.RuntimeError ||
    (reason instanceof Error && /wasm/.test(reason.stack ?? ''))
  );
}

async function start(): Promise<void> {
  // Scripts run, so from here on the page says itself what it lacks.
  document.getElementById('plain')?.remove();
  const loading = begun(step('config', config));
  const wasm = begun(step('config', () => Core.fetch(showLoaded)));
  if (!(await step('browser', isOnlyTab))) throw new Refused('other-tab');
  const stores = await step('storage', () => Stores.open());
  const snapshot = await step('storage', () => stores.load());
  const answer = await wasm;
  // Compiled while it comes, so it fails too where the connection breaks, or where a byte is not what was built.
  await step('config', () => Core.load(answer));
  const bytes = await loading;
  const core = await step('config', async () =>
    Core.start(bytes, VERIFY_PAGE, language(), snapshot, {
      write: (records) => stores.write(records),
      save: download,
      send,
      pause,
      shrink,
      print,
    }),
  );
  let spoken = language();
  const draw = (screen: Screen): void => {
    // Only what is chosen here: another page may have been given another language since.
    if (screen.frame.language !== spoken) remember(screen.frame.language);
    spoken = screen.frame.language;
    show(<FrameView screen={screen} session={session} />);
  };
  const session = new Session(core, draw, () => fault('failed'));
  // Wasm that traps never answers: nothing else tells of it.
  const uncaught = (reason: unknown): void => {
    if (isTrap(reason)) session.fail();
  };
  addEventListener('error', (told) => uncaught(told.error));
  addEventListener('unhandledrejection', (told) => uncaught(told.reason));
  session.begin();
}

start().catch((reason: unknown) => fault(reason instanceof Refused ? reason.kind : 'browser'));
