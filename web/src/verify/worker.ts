/**
 * The verifier's worker: everything that takes time or waits. One of them answers questions about
 * devices and votes, another one leads an audit.
 */

import init, { ElectionAudit, makeStateKey, SignedElection } from '../../generated/verify.js';
import integrity from '../../generated/verify_bg.wasm?integrity';
import wasm from '../../generated/verify_bg.wasm?url';
import { asOnlyTab } from '../platform/onlyTab.js';
import type { About, Far, Opened } from './answers.js';
import { Keeping, placeOf, type Goal, type SavedAudit } from './keeping.js';
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
async function open(
  servers: Servers,
): Promise<{ about: string; kept: boolean; hasResult: boolean }> {
  const keeping = await Keeping.open();
  const files = new ServerFiles(servers.ballotBox, servers.registrars, [], true);
  try {
    election = new SignedElection(files, servers.app);
    if (files.seen) await keeping.keepRecord(files.seen);
    return { about: election.about(), kept: false, hasResult: election.hasResult() };
  } catch (fault) {
    const kept = nameOf(fault) === 'unreadable' && (await keeping.record());
    if (!kept) throw fault;
    election = new SignedElection(new KeptFiles(kept), servers.app);
    return { about: election.about(), kept: true, hasResult: election.hasResult() };
  }
}

/** Ballots that were opened to check a device: they must never be recorded. */
async function voids(): Promise<string[]> {
  return (await Keeping.open()).voids();
}

/** Verifies an opening, and remembers that the ballot is void. */
async function openCore(
  signed: SignedElection,
  code: string,
  opening: Uint8Array,
): Promise<string> {
  const told = signed.opened(code, opening);
  const { void: what } = JSON.parse(told) as Opened;
  if (what !== undefined) await (await Keeping.open()).keepVoid(what);
  return told;
}

async function savedAudits(): Promise<SavedAudit[]> {
  const keeping = await Keeping.open();
  const kept = await Promise.all([keeping.audit('server'), keeping.audit('archive')]);
  return kept.filter((one) => one !== undefined);
}

type AuditOrder = Extract<Order, { do: 'audit' }>;

/** What one tab keeps of an audit would take the place of what another tab keeps of the same. */
async function auditAlone(order: AuditOrder): Promise<AuditEnd> {
  const name = `shailoo-audit-of-${placeOf(order.archive)}`;
  const end = await asOnlyTab(name, () => audit(order));
  if (end) return end;
  const elsewhere = new Error('another tab audits this');
  elsewhere.name = 'elsewhere';
  throw elsewhere;
}

async function audit(order: AuditOrder): Promise<AuditEnd> {
  const keeping = await Keeping.open();
  const place = placeOf(order.archive);
  const key = await keeping.stateKey(makeStateKey);
  const saved = order.resume ? await keeping.audit(place) : undefined;
  if (!keeping.lasts) post({ passing: true });
  const before = saved?.took ?? 0;
  // Its end takes an audit with it: then the next one goes on from what was kept before.
  let running: ElectionAudit | undefined = begin(
    order,
    saved?.goal ?? order.goal,
    key,
    saved?.state,
  );
  const goal = running.goal() as Goal;
  const claimed = running.claimed();
  let kept = saved;
  const started = Date.now();
  const took = (): number => before + Date.now() - started;
  const tell = (json: string): void => post({ far: JSON.parse(json) as Far });
  let last = Date.now();
  const save = async (): Promise<SavedAudit | undefined> => {
    const state = running?.save();
    if (!running || !state) return kept;
    // More of it may have been audited than was told last.
    const { entries } = JSON.parse(running.far()) as Far;
    const archive = order.archive?.name ?? null;
    const when = Math.floor(Date.now() / 1_000);
    kept = { state, goal, archive, entries, took: took(), when };
    await keeping.keepAudit(kept);
    if (!keeping.lasts) post({ passing: true });
    last = Date.now();
    return kept;
  };
  /** Goes on for a while; gives the report when there is nothing to go on with. */
  const goOn = async (): Promise<string | undefined> => {
    running ??= begin(order, goal, key, kept?.state);
    if (running.advance(TURN, tell)) return undefined;
    await save();
    const ending = running;
    running = undefined;
    ending.finish();
    const report = ending.report();
    if (report === undefined) throw new Error('an audit has ended without a report');
    return report;
  };
  let failures = 0;
  for (;;) {
    // Orders of the page come in between.
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (pausing) {
      const paused = await save();
      if (paused) return { is: 'paused', saved: paused };
    }
    try {
      const report = await goOn();
      if (report !== undefined) {
        await keeping.forgetAudit(place);
        return { is: 'over', report, claimed, took: took() };
      }
      failures = 0;
    } catch (fault) {
      // What is no fault of reading has ended the program, too.
      if (nameOf(fault) !== 'unreadable') throw fault;
      const pause = AGAIN[failures];
      failures += 1;
      if (pause === undefined || order.archive) {
        const reached = await save();
        if (reached && reached.entries > 0) (fault as Error).name = 'unreadable.saved';
        throw fault;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    if (Date.now() - last > SAVE_EVERY) await save();
  }
}

function begin(
  order: AuditOrder,
  goal: Goal | null,
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
  // At once: between an order to audit and its beginning the page may already wish to pause.
  if (order.do === 'audit') pausing = false;
  if (order.do === 'pause') pausing = true;
  await loaded;
  switch (order.do) {
    case 'open':
      return open(order.servers);
    case 'saved':
      return savedAudits();
    case 'forget':
      return (await Keeping.open()).forgetAudit(order.place);
    case 'audit':
      return auditAlone(order);
    case 'pause':
      return null;
  }
  if (!election) throw new Error('the election is not open');
  switch (order.do) {
    case 'scanned':
      return election.scanned(order.text);
    case 'opened':
      return openCore(election, order.scanned, order.opening);
    case 'typed':
      return election.typed(order.text);
    case 'answered':
      return election.answered(order.query, order.answer, await voids());
    case 'cipher':
      return election.cipher(order.bytes, await voids());
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
