/**
 * The verifier's worker: everything that takes time or waits. One of them answers questions about
 * devices and votes, another one leads an audit.
 */

import init, { ElectionAudit, makeStateKey, SignedElection } from '../../generated/verify.js';
import integrity from '../../generated/verify_bg.wasm?integrity';
import wasm from '../../generated/verify_bg.wasm?url';
import type { About, Far } from './answers.js';
import { Keeping, type SavedAudit } from './keeping.js';
import type { AuditEnd, Order, Reply, Servers } from './orders.js';
import { FilePieces, KeptFiles, ServerFiles } from './places.js';

/** How long the audit goes on between two looks at the page's orders, in milliseconds. */
const TURN = 200;
/** How often an audit is saved, in milliseconds: so much work a crash costs. */
const SAVE_EVERY = 15_000;
/** Pauses after which a record that could not be read is asked for again, in milliseconds. */
const AGAIN = [1_000, 4_000, 16_000];

const loaded = init({ module_or_path: fetch(wasm, { integrity }) });

let election: SignedElection | undefined;
let pausing = false;

function post(reply: Reply): void {
  postMessage(reply);
}

/** Opens the election from its server; without a connection, from what this browser kept. */
async function open(servers: Servers): Promise<{ about: string; kept: boolean }> {
  const keeping = await Keeping.open().catch(() => null);
  const files = new ServerFiles(servers.ballotBox, servers.registrars, [], true);
  try {
    election = new SignedElection(files, servers.app);
    if (files.seen) await keeping?.keepRecord(files.seen).catch(() => undefined);
    return { about: election.about(), kept: false };
  } catch (fault) {
    const kept = nameOf(fault) === 'unreadable' && (await keeping?.record());
    if (!kept) throw fault;
    election = new SignedElection(new KeptFiles(kept), servers.app);
    return { about: election.about(), kept: true };
  }
}

async function audit(order: Extract<Order, { do: 'audit' }>): Promise<AuditEnd> {
  const keeping = await Keeping.open();
  const key = await keeping.stateKey(makeStateKey);
  const saved = order.resume ? await keeping.audit() : undefined;
  const before = saved?.took ?? 0;
  const goal = saved?.goal ?? order.goal;
  const running = begin(order, goal, key, saved?.state);
  pausing = false;
  const started = Date.now();
  const took = (): number => before + Date.now() - started;
  let far = JSON.parse(running.far()) as Far;
  const tell = (json: string): void => {
    far = JSON.parse(json) as Far;
    post({ far });
  };
  const save = async (): Promise<SavedAudit | undefined> => {
    const state = running.save();
    if (!state) return undefined;
    const entries = far.entries;
    const total = far.log === 'ballot-box' ? far.total : entries;
    const archive = order.archive?.name ?? null;
    const when = Math.floor(Date.now() / 1_000);
    const whole = { state, goal, archive, entries, total, took: took(), when };
    await keeping.keepAudit(whole);
    return whole;
  };
  let last = Date.now();
  let failures = 0;
  for (;;) {
    try {
      if (!running.advance(TURN, tell)) break;
      failures = 0;
    } catch (fault) {
      const pause = AGAIN[failures];
      failures += 1;
      if (pause === undefined || order.archive) {
        await save();
        throw fault;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    // Orders of the page come in between.
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (pausing) {
      const paused = await save();
      if (paused) return { is: 'paused', saved: paused };
    }
    if (Date.now() - last > SAVE_EVERY) {
      await save();
      last = Date.now();
    }
  }
  await keeping.forgetAudit();
  return { is: 'over', report: running.report() ?? '', took: took() };
}

function begin(
  order: Extract<Order, { do: 'audit' }>,
  goal: string,
  key: Uint8Array,
  state: Uint8Array | undefined,
): ElectionAudit {
  const { ballotBox, registrars, app } = order.servers;
  if (order.archive) {
    return ElectionAudit.ofArchive(new FilePieces(order.archive), app, goal, key, state);
  }
  let ids: string[] = [];
  try {
    const found = new SignedElection(new ServerFiles(ballotBox, registrars, [], false), app);
    ids = (JSON.parse(found.about()) as About).registrars.map((registrar) => registrar.id);
    found.free();
  } catch {
    // The audit says what is wrong.
  }
  const files = new ServerFiles(ballotBox, registrars, ids, false);
  return ElectionAudit.ofFiles(files, app, goal, key, state);
}

async function obey(order: Order): Promise<unknown> {
  await loaded;
  switch (order.do) {
    case 'open':
      return open(order.servers);
    case 'saved':
      return (await Keeping.open()).audit();
    case 'forget':
      return (await Keeping.open()).forgetAudit();
    case 'audit':
      return audit(order);
    case 'pause':
      pausing = true;
      return null;
  }
  if (!election) throw new Error('the election is not open');
  switch (order.do) {
    case 'scanned':
      return election.scanned(order.text);
    case 'opened':
      return election.opened(order.scanned, order.opening);
    case 'typed':
      return election.typed(order.text);
    case 'answered':
      return election.answered(order.query, order.answer);
    case 'cipher':
      return election.cipher(order.bytes);
  }
}

function nameOf(fault: unknown): string {
  return fault instanceof Error ? fault.name : 'unknown';
}

onmessage = (message: MessageEvent<{ id: number; order: Order }>) => {
  const { id, order } = message.data;
  obey(order).then(
    (answer) => post({ id, answer }),
    (fault: unknown) =>
      post({ id, fault: nameOf(fault), message: fault instanceof Error ? fault.message : '' }),
  );
};
