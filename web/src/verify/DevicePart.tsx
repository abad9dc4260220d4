import { useEffect, useRef, useState } from 'preact/hooks';

import { useWords, type PlainKey } from '../pages/words.js';
import { OwnButton } from '../parts/ActionButton.js';
import { Badge } from '../parts/Icon.js';
import { Card, Facts, Heading, Words } from '../parts/Words.js';
import type { CheckCode, Opened, Scanned } from './answers.js';
import type { Election } from './election.js';
import { Arrival } from './Arrival.js';
import { Choose, Entry, Scanner, shortFile } from './Scanner.js';

const WRONG_CODE: Record<Exclude<Scanned['is'], 'code'>, PlainKey> = {
  short: 'device-check-short',
  'other-kind': 'device-check-other-kind',
  mistyped: 'device-check-mistyped',
};

const REASONS: Record<CheckCode, PlainKey> = {
  'check.malformed': 'device-check-malformed',
  'check.code': 'device-check-code',
  'check.proof': 'device-check-proof',
  'check.encryption': 'device-check-encryption',
  'check.vote': 'device-check-vote',
};

interface Committed {
  text: string;
  shown: string;
}

/** Check a device: first the code, which commits it, then the opening. */
export function DevicePart({ election, led }: { election: Election; led: boolean }) {
  const words = useWords();
  const [committed, setCommitted] = useState<Committed | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  /** Whether the opening came in a way on which bytes get lost. */
  const [isCopy, setIsCopy] = useState(false);
  /** Where keyboard and screen reader go on, when what they were at is gone. */
  const goOnAt = useRef<'start' | 'code' | 'opening' | null>(led ? 'start' : null);
  const again = (): void => {
    goOnAt.current = 'start';
    setCommitted(null);
    setOpened(null);
  };
  if (committed && opened?.is === 'true') {
    return <True opened={opened} committed={committed} election={election} again={again} />;
  }
  if (opened?.is === 'false' && opened.code !== 'check.malformed') {
    return (
      <False
        code={opened.code}
        election={election}
        again={again}
        openAgain={
          isCopy
            ? () => {
                goOnAt.current = 'opening';
                setOpened(null);
              }
            : null
        }
      />
    );
  }
  return (
    <>
      <Arrival text={words.text('device-check-heading')} led={goOnAt.current === 'start'} />
      <p>{words.text('device-check-intro')}</p>
      <ol class="numbered">
        <li>
          <CodeStep
            election={election}
            committed={committed}
            led={goOnAt.current === 'code'}
            found={(found) => {
              goOnAt.current = 'code';
              setCommitted(found);
            }}
          />
        </li>
        <li>
          <OpeningStep
            election={election}
            committed={committed}
            malformed={opened?.is === 'false'}
            led={goOnAt.current === 'opening'}
            found={(found, copy) => {
              setIsCopy(copy);
              setOpened(found);
            }}
          />
        </li>
      </ol>
      <Voidness />
    </>
  );
}

function CodeStep(props: {
  election: Election;
  committed: Committed | null;
  /** Whether it was read just now. */
  led: boolean;
  found: (committed: Committed) => void;
}) {
  const words = useWords();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<PlainKey | null>(null);
  const take = async (content: string): Promise<void> => {
    try {
      const scanned = await props.election.verifier.scanned(content);
      if (scanned.is === 'code') props.found({ text: content, shown: scanned.shown });
      else setWrong(WRONG_CODE[scanned.is]);
    } catch {
      setWrong('verify-worker-failed');
    }
  };
  if (props.committed) {
    return (
      <div class="step" role="status">
        <Arrival text={words.text('device-check-code-read')} small led={props.led} />
        <p class="code small" data-name="scanned-code">
          {props.committed.shown}
        </p>
        <p>{words.text('device-check-code-compare')}</p>
      </div>
    );
  }
  return (
    <div class="step">
      <Heading text={words.text('device-check-code-title')} small />
      <Scanner first name="code" found={(content) => void take(content)} />
      <Entry
        label={words.text('device-check-code-field')}
        help={words.text('device-check-code-help')}
        error={wrong ? words.text(wrong) : ''}
        name="code-text"
        value={text}
        changed={(typed) => {
          setText(typed);
          setWrong(null);
        }}
        done={() => void take(text)}
      />
      <OwnButton
        label={words.text('device-check-code-go')}
        name="code-go"
        press={() => void take(text)}
      />
    </div>
  );
}

function OpeningStep(props: {
  election: Election;
  committed: Committed | null;
  malformed: boolean;
  /** Whether somebody was led back here. */
  led: boolean;
  /** What is in the opening, and whether it came as a file or as text. */
  found: (opened: Opened, isCopy: boolean) => void;
}) {
  const words = useWords();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<PlainKey | null>(null);
  const { committed } = props;
  const wrong = fault ?? (props.malformed ? 'device-check-malformed' : null);
  if (!committed) {
    return (
      <div class="step waiting">
        <Heading text={words.text('device-check-opening-title')} small />
        <p class="secondary">{words.text('device-check-waiting')}</p>
      </div>
    );
  }
  const take = async (bytes: Uint8Array, isCopy: boolean): Promise<void> => {
    try {
      props.found(await props.election.verifier.opened(committed.text, bytes), isCopy);
      setFault(null);
    } catch {
      setFault('verify-worker-failed');
    }
  };
  const takeFile = async (file: File): Promise<void> => {
    const bytes = await shortFile(file).catch(() => undefined);
    if (bytes) await take(bytes, true);
    else setFault(bytes === null ? 'device-check-malformed' : 'verify-file-failed');
  };
  const takeText = (content: string, isCopy: boolean): void =>
    void take(new TextEncoder().encode(content), isCopy);
  return (
    <div class="step">
      <Arrival text={words.text('device-check-opening-title')} small led={props.led} />
      <Scanner first name="opening" found={(content) => takeText(content, false)} />
      <Choose
        label={words.text('device-check-opening-file')}
        accept=".shailoo-check,application/octet-stream"
        name="opening-file"
        chosen={(file) => void takeFile(file)}
      />
      <Entry
        label={words.text('device-check-opening-field')}
        error={wrong ? words.text(wrong) : ''}
        name="opening-text"
        value={text}
        changed={setText}
        done={() => takeText(text, true)}
      />
      <OwnButton
        label={words.text('device-check-opening-go')}
        name="opening-go"
        press={() => takeText(text, true)}
      />
    </div>
  );
}

/** What came out is at the top of the window, and is read out. */
export function Outcome(props: {
  tone: 'ok' | 'warn' | 'error' | 'info';
  sign: 'check' | 'alert' | 'unknown';
  title: string;
  verdict: string;
  children?: preact.ComponentChildren;
}) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
    title.current?.scrollIntoView({ block: 'center' });
  }, [props.title]);
  return (
    <div class={`outcome outcome-${props.tone}`} data-verdict={props.verdict}>
      <Badge name={props.sign} tone={props.tone} />
      <h2 tabIndex={-1} ref={title}>
        {props.title}
      </h2>
      {props.children}
    </div>
  );
}

function True(props: {
  opened: Extract<Opened, { is: 'true' }>;
  committed: Committed;
  election: Election;
  again: () => void;
}) {
  const words = useWords();
  const { opened, election } = props;
  return (
    <>
      <Outcome tone="ok" sign="check" title={words.text('device-check-true')} verdict="true">
        <p class="secondary">{election.district(words, opened.district)}</p>
      </Outcome>
      <Card>
        {opened.againstAll && <b data-name="mark">{words.text('ballot-against-all')}</b>}
        {!opened.againstAll && opened.marks.length === 0 && (
          <b data-name="mark">{words.text('device-check-nobody')}</b>
        )}
        <ul class="rows">
          {opened.marks.map((mark) => (
            <li key={mark.number} class="pick" data-name="mark">
              <span class="names">
                <b>{`${mark.number}. ${mark.name}`}</b>
                {mark.given && <span>{mark.given}</span>}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      <p class="information">{words.text('device-check-compare', { hotline: election.hotline })}</p>
      <Card>
        <Heading text={words.text('device-check-verified')} small />
        <Facts
          facts={[
            words.text('device-check-fact-code'),
            words.text('device-check-fact-proof'),
            words.text('device-check-fact-encryption'),
            words.text('device-check-fact-vote'),
          ]}
        />
        <p class="code small">{props.committed.shown}</p>
      </Card>
      <Voidness />
      <OwnButton label={words.text('device-check-again')} name="again" press={props.again} />
    </>
  );
}

function False(props: {
  code: Exclude<CheckCode, 'check.malformed'>;
  election: Election;
  again: () => void;
  /** Reads the opening once more, where it may have been damaged on its way. */
  openAgain: (() => void) | null;
}) {
  const words = useWords();
  const hotline = props.election.hotline;
  return (
    <>
      <Outcome
        tone="error"
        sign="alert"
        title={words.text('device-check-false')}
        verdict={props.code}
      >
        <Words text={words.text(REASONS[props.code])} />
      </Outcome>
      <p class="information warn">{words.text('device-check-false-call', { hotline })}</p>
      <p class="secondary">{props.code}</p>
      {props.openAgain && (
        <>
          <p class="information" data-name="damaged">
            {words.text('device-check-damaged')}
          </p>
          <OwnButton
            label={words.text('device-check-opening-again')}
            name="opening-again"
            press={props.openAgain}
          />
        </>
      )}
      <OwnButton label={words.text('device-check-again')} name="again" press={props.again} />
    </>
  );
}

/** What everybody who checks a device must know. */
function Voidness() {
  const words = useWords();
  return (
    <div class="information warn facts-plain">
      <p>{words.text('device-check-void')}</p>
      <p>{words.text('device-check-may-differ')}</p>
    </div>
  );
}
