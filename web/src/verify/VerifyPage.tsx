import { useEffect, useRef, useState } from 'preact/hooks';

import type { AppFile } from '../pages/app.js';
import { Shell } from '../pages/Shell.js';
import type { PageProps } from '../pages/start.js';
import { useWords, type PlainKey } from '../pages/words.js';
import { OwnButton } from '../parts/ActionButton.js';
import { Status, Words } from '../parts/Words.js';
import { AuditPart } from './AuditPart.js';
import { DevicePart, Outcome } from './DevicePart.js';
import { bandOf, Election, titled } from './election.js';
import { Shown } from './Scanner.js';
import { Refusal, Verifier } from './verifier.js';
import { VotePart } from './VotePart.js';
import './verify.css';

const PARTS = ['vote', 'device', 'audit'] as const;
type Part = (typeof PARTS)[number];

const TABS: Record<Part, PlainKey> = {
  device: 'verify-tab-device',
  vote: 'verify-tab-vote',
  audit: 'verify-tab-audit',
};

const FAULTS: Record<string, PlainKey> = {
  unreadable: 'verify-none-unreadable',
  unsigned: 'verify-none-unsigned',
  other: 'verify-none-other',
  config: 'verify-none-config',
};

function partOfAddress(): Part {
  const wanted = location.hash.slice(1);
  return PARTS.find((part) => part === wanted) ?? 'vote';
}

/** Check a device, check a vote, audit the election. */
export function VerifyPage({ app, choose }: PageProps) {
  const words = useWords();
  const [part, setPart] = useState(partOfAddress);
  const { election, hasResult, fault, led, again } = useElection(app);
  useEffect(() => {
    const go = (): void => setPart(partOfAddress());
    addEventListener('hashchange', go);
    return () => removeEventListener('hashchange', go);
  }, []);
  const open = (chosen: Part): void => {
    history.replaceState(null, '', `#${chosen}`);
    setPart(chosen);
  };
  const band = bandOf(election?.about.kind);
  return (
    <Shell
      name="verify"
      title="page-verify-title"
      band={band ? words.text(band) : ''}
      choose={choose}
    >
      <main data-part={part} data-ready={election !== null}>
        <p class="secondary intro">
          {election ? titled(words, election.about.title) : words.text('verify-intro')}
        </p>
        <Tabs part={part} open={open} />
        {PARTS.map((one) => (
          <div
            key={one}
            class="part"
            role="tabpanel"
            id={`part-${one}`}
            aria-labelledby={`tab-${one}`}
            hidden={one !== part}
          >
            <Shown.Provider value={one === part}>
              {one === 'audit' ? (
                <AuditPart app={app} about={election?.about ?? null} hasResult={hasResult} />
              ) : election ? (
                <>
                  <Words text={election.kept ? words.text('verify-kept') : ''} kind="information" />
                  {one === 'device' ? (
                    <DevicePart election={election} led={led} />
                  ) : (
                    <VotePart election={election} led={led} />
                  )}
                </>
              ) : fault ? (
                <NoElection fault={fault} again={again} />
              ) : (
                <Status text={words.text('verify-reading')} />
              )}
            </Shown.Provider>
          </div>
        ))}
        {election && <p class="secondary">{words.text('verify-intro')}</p>}
      </main>
    </Shell>
  );
}

/** The election, as soon as its manifest is verified. */
function useElection(app: AppFile) {
  const [election, setElection] = useState<Election | null>(null);
  const [hasResult, setHasResult] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const verifier = new Verifier(app);
    setFault(null);
    verifier.open().then(
      ({ about, kept, hasResult: found }) => {
        setHasResult(found);
        setElection(new Election(about, kept, verifier));
      },
      (reason: unknown) => setFault(reason instanceof Refusal ? reason.name : 'worker'),
    );
    return () => verifier.end();
  }, [app, tries]);
  return { election, hasResult, fault, led: tries > 0, again: () => setTries(tries + 1) };
}

function NoElection({ fault, again }: { fault: string; again: () => void }) {
  const words = useWords();
  return (
    <>
      <Outcome
        tone={fault === 'unreadable' ? 'warn' : 'error'}
        sign="alert"
        title={words.text('verify-none-title')}
        verdict={`none-${fault}`}
      >
        <p>{words.text(FAULTS[fault] ?? 'verify-worker-failed')}</p>
      </Outcome>
      <OwnButton label={words.text('button-retry')} kind="primary" name="retry" press={again} />
    </>
  );
}

/** Left and right go from one to the other, as everywhere. */
function Tabs({ part, open }: { part: Part; open: (part: Part) => void }) {
  const words = useWords();
  const list = useRef<HTMLDivElement>(null);
  const move = (key: KeyboardEvent): void => {
    const step = key.key === 'ArrowRight' ? 1 : key.key === 'ArrowLeft' ? -1 : 0;
    const next = PARTS[(PARTS.indexOf(part) + step + PARTS.length) % PARTS.length];
    if (step === 0 || !next) return;
    key.preventDefault();
    open(next);
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div
      class="tabs"
      role="tablist"
      aria-label={words.text('verify-tabs')}
      ref={list}
      onKeyDown={move}
    >
      {PARTS.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          id={`tab-${one}`}
          data-name={`tab-${one}`}
          aria-selected={one === part}
          aria-controls={`part-${one}`}
          tabIndex={one === part ? 0 : -1}
          onClick={() => open(one)}
        >
          {words.text(TABS[one])}
        </button>
      ))}
    </div>
  );
}
