import { useEffect, useRef, useState } from 'preact/hooks';

import type { AppFile } from '../pages/app.js';
import { useWords, type PlainKey, type Words as Texts } from '../pages/words.js';
import { OwnButton } from '../parts/ActionButton.js';
import { Alert, Card, Heading, Words } from '../parts/Words.js';
import type { About, Far, Report } from './answers.js';
import { Arrival } from './Arrival.js';
import { placeOf, type Goal, type SavedAudit } from './keeping.js';
import { ReportView } from './ReportView.js';
import { Choose, Drop } from './Scanner.js';
import { Refusal, Verifier } from './verifier.js';

/** What the audit is doing. */
type Stage =
  | { is: 'ready' }
  | { is: 'running'; archive: File | null; pausing: boolean }
  | { is: 'paused'; archive: File | null; saved: SavedAudit }
  | { is: 'over'; report: Report; claimed: string | undefined; took: number };

/** Why an audit has ended early: in words, and as the program that failed has put it. */
interface Trouble {
  key: PlainKey;
  detail: string;
}

interface Props {
  app: AppFile;
  /** What is known about the election, for names of registrars. */
  about: About | null;
  /** Whether its log seems to have come to the result. */
  hasResult: boolean;
}

/** Audit the election, in a worker of its own. */
export function AuditPart({ app, about, hasResult }: Props) {
  const words = useWords();
  const [stage, setStage] = useState<Stage>({ is: 'ready' });
  const [saved, setSaved] = useState<SavedAudit[]>([]);
  /** What somebody has chosen; without, the log itself says how far it has come. */
  const [goal, setGoal] = useState<Goal | null>(null);
  const [far, setFar] = useState<Far | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  /** This browser keeps nothing: what was audited is in the worker alone. */
  const [isPassing, setIsPassing] = useState(false);
  /** Whether anything was begun here. */
  const wasBegun = useRef(false);
  const verifier = useRef<Verifier | null>(null);

  // A worker has one audit; the next one gets a fresh worker, and memory with it.
  const fresh = (): Verifier => {
    verifier.current?.end();
    verifier.current = new Verifier(app);
    verifier.current.onFar = setFar;
    verifier.current.onPassing = () => setIsPassing(true);
    return verifier.current;
  };
  const reload = async (): Promise<void> => {
    const worker = verifier.current ?? fresh();
    setSaved(await worker.saved().catch(() => []));
  };
  useEffect(() => {
    void reload();
    return () => verifier.current?.end();
  }, []);

  const run = async (archive: File | null, wanted: Goal | null, resume: boolean): Promise<void> => {
    wasBegun.current = true;
    setTrouble(null);
    setFar(null);
    setStage({ is: 'running', archive, pausing: false });
    // What the browser does not keep only the same worker can go on with.
    const kept = resume && isPassing ? verifier.current : null;
    try {
      const end = await (kept ?? fresh()).audit(archive, wanted, resume);
      if (end.is === 'over') {
        const report = JSON.parse(end.report) as Report;
        setStage({ is: 'over', report, claimed: end.claimed, took: end.took });
      } else {
        setStage({ is: 'paused', archive, saved: end.saved });
      }
    } catch (fault) {
      setTrouble(told(fault));
      setStage({ is: 'ready' });
      await reload();
    }
  };
  const forget = async ({ archive }: SavedAudit): Promise<void> => {
    await (verifier.current ?? fresh()).forget(placeOf(archive));
    setStage({ is: 'ready' });
    setTrouble(null);
    await reload();
  };
  const shown = goal ?? (hasResult ? 'result' : 'voting');

  const view = (): preact.ComponentChild => {
    switch (stage.is) {
      case 'running':
        return (
          <Running
            far={far}
            about={about}
            pausing={stage.pausing}
            isPassing={isPassing}
            pause={() => {
              setStage({ ...stage, pausing: true });
              void verifier.current?.pause();
            }}
          />
        );
      case 'paused':
        return (
          <Card>
            <Arrival
              text={words.text(isPassing ? 'audit-paused-here' : 'audit-paused')}
              small
              led
            />
            <p>{words.text(isPassing ? 'audit-paused-here-body' : 'audit-paused-body')}</p>
            <SavedAt saved={stage.saved} />
            <OwnButton
              label={words.text('audit-resume')}
              kind="primary"
              name="resume"
              press={() => void run(stage.archive, stage.saved.goal, true)}
            />
            <OwnButton
              label={words.text('audit-forget')}
              kind="plain"
              name="forget"
              press={() => void forget(stage.saved)}
            />
          </Card>
        );
      case 'over':
        return (
          <ReportView
            report={stage.report}
            claimed={stage.claimed}
            took={stage.took}
            about={about}
            again={() => {
              setStage({ is: 'ready' });
              void reload();
            }}
          />
        );
      case 'ready':
        return (
          <Drop
            label={words.text('audit-drop')}
            dropped={(file) => {
              const resumed = goesOn(saved, file);
              void run(file, resumed?.goal ?? goal, resumed !== undefined);
            }}
          >
            <Arrival text={words.text('audit-heading')} led={wasBegun.current} />
            <p>{words.text('audit-intro')}</p>
            <p class="secondary">{words.text('audit-speed-note')}</p>
            <Alert text={trouble ? words.text(trouble.key) : ''} name="audit-error" />
            {trouble?.detail && (
              <p class="secondary" lang="en" data-name="audit-detail">
                {trouble.detail}
              </p>
            )}
            {saved.map((one) => (
              <Saved
                key={placeOf(one.archive)}
                saved={one}
                goOn={(file) => void run(file, one.goal, true)}
                forget={() => void forget(one)}
              />
            ))}
            <fieldset class="choices">
              <legend>{words.text('audit-goal')}</legend>
              {(['result', 'voting'] as const).map((one) => (
                <label key={one} class="choice">
                  <input
                    type="radio"
                    name="goal"
                    data-name={`goal-${one}`}
                    checked={shown === one}
                    onChange={() => setGoal(one)}
                  />
                  <span>{words.text(`audit-goal-${one}`)}</span>
                </label>
              ))}
            </fieldset>
            <OwnButton
              label={words.text('audit-server')}
              kind={saved.length > 0 ? 'secondary' : 'primary'}
              name="audit-server"
              press={() => void run(null, goal, false)}
            />
            <Choose
              label={words.text('audit-archive')}
              accept=".tar,application/x-tar"
              name="audit-archive"
              kind="secondary"
              chosen={(file) => void run(file, goal, false)}
            />
          </Drop>
        );
    }
  };
  return (
    <>
      <div class="unseen" role="status" data-name="audit-stage">
        {announced(words, stage, isPassing)}
      </div>
      {view()}
    </>
  );
}

/** What somebody hears who does not see the page; that it is over is said by its verdict, too. */
function announced(words: Texts, stage: Stage, isPassing: boolean): string {
  switch (stage.is) {
    case 'ready':
      return '';
    case 'running':
      return words.text('audit-running');
    case 'paused':
      return words.text(isPassing ? 'audit-paused-here' : 'audit-paused');
    case 'over':
      return words.text('audit-over');
  }
}

interface SavedProps {
  saved: SavedAudit;
  goOn: (archive: File | null) => void;
  forget: () => void;
}

/** An audit that was begun, here or before the page was closed. */
function Saved({ saved, goOn, forget }: SavedProps) {
  const words = useWords();
  return (
    <Card>
      <Heading text={words.text('audit-saved')} small />
      <SavedAt saved={saved} />
      {saved.archive === null ? (
        <OwnButton
          label={words.text('audit-go-on')}
          kind="primary"
          name="go-on"
          press={() => goOn(null)}
        />
      ) : (
        <>
          <p>{words.text('audit-saved-archive', { name: saved.archive })}</p>
          <Choose
            label={words.text('audit-go-on')}
            accept=".tar,application/x-tar"
            name="go-on-archive"
            kind="secondary"
            chosen={goOn}
          />
        </>
      )}
      <OwnButton label={words.text('audit-forget')} kind="plain" name="forget" press={forget} />
    </Card>
  );
}

/** No more of what a program says is shown. */
const MAX_DETAIL = 300;

/** An archive that is dropped goes on with the audit that was begun with it. */
function goesOn(saved: SavedAudit[], file: File): SavedAudit | undefined {
  return saved.find((one) => one.archive === file.name);
}

function told(fault: unknown): Trouble {
  if (!(fault instanceof Refusal)) return { key: 'verify-worker-failed', detail: '' };
  if (fault.name.startsWith('state.')) return { key: 'audit-state-bad', detail: '' };
  // A program's own words, which may repeat what a broken file has in it.
  const detail = fault.message.replace(/\p{C}+/gu, ' ').slice(0, MAX_DETAIL);
  switch (fault.name) {
    case 'archive':
      return { key: 'audit-archive-bad', detail };
    case 'unreadable':
      return { key: 'audit-unreadable', detail };
    case 'unreadable.saved':
      return { key: 'audit-unreadable-saved', detail };
    case 'elsewhere':
      return { key: 'audit-elsewhere', detail: '' };
    case 'config':
      return { key: 'verify-none-config', detail: '' };
    default:
      return { key: 'verify-worker-failed', detail: '' };
  }
}

function SavedAt({ saved }: { saved: SavedAudit }) {
  const words = useWords();
  return (
    <p class="secondary" data-name="saved-at" data-entries={saved.entries}>
      {words.text('audit-saved-body', {
        time: words.momentOf(saved.when),
        entries: words.number(saved.entries),
      })}
    </p>
  );
}

/** Over so many milliseconds the speed is averaged. */
const WINDOW = 8_000;

interface Mark {
  time: number;
  log: string;
  done: number;
}

/** Entries a second, over the last seconds. */
function useSpeed(far: Far | null): number {
  const marks = useRef<Mark[]>([]);
  if (far) {
    const now = performance.now();
    const list = marks.current.filter((one) => one.log === far.log && now - one.time < WINDOW);
    const last = list[list.length - 1];
    if (last?.done !== far.done) list.push({ time: now, log: far.log, done: far.done });
    marks.current = list;
  }
  const [first, last] = [marks.current[0], marks.current[marks.current.length - 1]];
  if (!first || !last || last.time - first.time < 500) return 0;
  return ((last.done - first.done) * 1_000) / (last.time - first.time);
}

interface RunningProps {
  far: Far | null;
  about: About | null;
  pausing: boolean;
  isPassing: boolean;
  pause: () => void;
}

function Running({ far, about, pausing, isPassing, pause }: RunningProps) {
  const words = useWords();
  const speed = useSpeed(far);
  const left = far && speed > 0 ? Math.ceil((far.total - far.done) / speed) : null;
  const estimating = words.text('audit-estimating');
  return (
    <Card kind="running">
      <Arrival text={words.text('audit-running')} small led />
      {!far && <p>{words.text('audit-opening')}</p>}
      {far && (
        <>
          <p id="audit-log">{logName(words, about, far.log)}</p>
          <progress max={far.total} value={far.done} aria-labelledby="audit-log" />
          <p class="secondary" data-name="done" data-entries={far.entries}>
            {words.text('audit-done', {
              done: words.number(far.done),
              total: words.number(far.total),
            })}
          </p>
          <dl class="lines">
            <div>
              <dt>{words.text('audit-speed')}</dt>
              <dd data-name="speed">
                {speed > 0
                  ? words.text('audit-speed-value', { count: words.number(Math.round(speed)) })
                  : estimating}
              </dd>
            </div>
            <div>
              <dt>{words.text('audit-left')}</dt>
              <dd>
                {left === null
                  ? estimating
                  : words.text('audit-left-value', { duration: words.duration(left) })}
              </dd>
            </div>
          </dl>
        </>
      )}
      <Words text={pausing ? words.text('audit-pausing') : ''} kind="secondary" />
      <Words text={isPassing ? words.text('audit-not-kept') : ''} kind="information warn" />
      {!pausing && <OwnButton label={words.text('audit-pause')} name="pause" press={pause} />}
    </Card>
  );
}

/** What people call a log. */
export function logName(words: Texts, about: About | null, log: string): string {
  if (log === 'ballot-box') return words.text('audit-log-box');
  const id = log.replace(/^registrar-/, '');
  const name = about?.registrars.find((registrar) => registrar.id === id)?.name ?? id;
  return words.text('audit-log-registrar', { name });
}
