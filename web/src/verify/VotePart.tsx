import { useRef, useState } from 'preact/hooks';

import { useWords, type PlainKey, type Words as Texts } from '../pages/words.js';
import { OwnButton } from '../parts/ActionButton.js';
import { Card, Facts, Heading, Status, Words } from '../parts/Words.js';
import type { Found, Proved, ReceiptCode, Typed } from './answers.js';
import { Arrival } from './Arrival.js';
import { Outcome } from './DevicePart.js';
import type { Election } from './election.js';
import { Choose, Drop, Entry, Scanner, shortFile } from './Scanner.js';
import { Refusal } from './verifier.js';

const REASONS: Record<ReceiptCode, PlainKey> = {
  'receipt.malformed': 'vote-check-malformed',
  'receipt.ballot': 'vote-check-ballot',
  'receipt.inclusion': 'vote-check-inclusion',
  'receipt.checkpoint': 'vote-check-checkpoint',
  'receipt.quorum': 'vote-check-quorum',
};

/** How a check ended, and whether it was about a file. */
interface Ended {
  found: Found;
  file: boolean;
  /** The code that was asked about, where one was. */
  asked: string;
}

/** What is said of a mistake, in whatever language the page is then. */
type Said = (words: Texts) => string;

/** Check my vote: by its code, or by its file. */
export function VotePart({ election, led }: { election: Election; led: boolean }) {
  const words = useWords();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<Said | null>(null);
  const [looking, setLooking] = useState(false);
  const [ended, setEnded] = useState<Ended | null>(null);
  const wasOver = useRef(false);

  // Only what was asked last is answered.
  const tries = useRef(0);
  const begin = async (act: () => Promise<Ended | Said>): Promise<void> => {
    tries.current += 1;
    const own = tries.current;
    setWrong(null);
    setLooking(true);
    const end = await act().catch(told);
    if (own !== tries.current) return;
    setLooking(false);
    if (typeof end === 'function') setWrong(() => end);
    else setEnded(end);
  };
  const ask = async (query: string, asked: string): Promise<Ended> => {
    return { found: await election.verifier.look(query), file: false, asked };
  };
  const look = (proof: Proved): Promise<void> => begin(() => ask(proof.query, proof.code));
  const take = (content: string): Promise<void> =>
    begin(async () => {
      const typed = await election.verifier.typed(content);
      if (typed.is !== 'code') return (words) => mistake(words, typed);
      setText(typed.shown);
      return ask(typed.query, typed.shown);
    });
  const takeFile = (file: File): Promise<void> =>
    begin(async () => {
      const bytes = await shortFile(file).catch(() => undefined);
      if (bytes === undefined) return (words) => words.text('verify-file-failed');
      const found: Found = bytes
        ? await election.verifier.cipher(bytes)
        : { is: 'false', code: 'receipt.malformed' };
      return { found, file: true, asked: '' };
    });
  if (ended) {
    return (
      <Answer
        ended={ended}
        election={election}
        look={(proof) => void look(proof)}
        looking={looking}
        problem={wrong?.(words) ?? ''}
        again={() => {
          tries.current += 1;
          wasOver.current = true;
          setEnded(null);
          setWrong(null);
          setLooking(false);
        }}
      />
    );
  }
  return (
    <Drop label={words.text('vote-check-drop')} dropped={(file) => void takeFile(file)}>
      <Arrival text={words.text('check-heading')} led={led || wasOver.current} />
      <p>{words.text('vote-check-intro')}</p>
      <Entry
        label={words.text('check-field')}
        help={words.text('check-help')}
        error={wrong?.(words) ?? ''}
        name="control-code"
        value={text}
        changed={(typed) => {
          setText(typed);
          setWrong(null);
        }}
        done={() => void take(text)}
      />
      <OwnButton
        label={words.text('check-go')}
        kind="primary"
        name="check-go"
        press={() => void take(text)}
      />
      <Status text={looking ? words.text('check-looking') : ''} />
      <Scanner name="vote" found={(content) => void take(content)} />
      <Choose
        label={words.text('check-open-file')}
        accept=".shailoo,application/octet-stream,text/plain"
        name="vote-file"
        chosen={(file) => void takeFile(file)}
      />
      <Words text={words.text('check-no-choice')} kind="information" />
    </Drop>
  );
}

/** Why there is no answer. */
function told(fault: unknown): Said {
  const name = fault instanceof Refusal ? fault.name : '';
  if (name === 'busy') return (words) => words.text('vote-check-busy');
  const key = name === 'no-answer' ? 'vote-check-no-answer' : 'verify-worker-failed';
  return (words) => words.text(key);
}

/** What is wrong with a code, kindly. */
function mistake(words: Texts, typed: Exclude<Typed, { is: 'code' }>): string {
  switch (typed.is) {
    case 'other-kind':
      return words.text('vote-check-other-kind');
    case 'length':
      return words.text('vote-check-length');
    case 'checksum':
      return words.text('vote-check-checksum');
    case 'letters': {
      const places = typed.places.join(', ');
      const which = words.text('vote-check-letters', { count: typed.places.length, places });
      return `${which} ${words.text('vote-check-letters-help')}`;
    }
  }
}

interface AnswerProps {
  ended: Ended;
  election: Election;
  look: (proof: Proved) => void;
  looking: boolean;
  problem: string;
  again: () => void;
}

function Answer({ ended, election, look, looking, problem, again }: AnswerProps) {
  const words = useWords();
  const { found } = ended;
  const hotline = election.hotline;
  const proof = 'proof' in found ? found.proof : null;
  return (
    <>
      <Verdict ended={ended} election={election} />
      {!proof && ended.asked && (
        <Card>
          <p class="secondary">{words.text('vote-check-asked')}</p>
          <p class="code" data-name="asked-code">
            {ended.asked}
          </p>
        </Card>
      )}
      {proof && (
        <Card>
          <p class="code" data-name="found-code">
            {proof.code}
          </p>
          <Heading text={words.text('vote-check-verified')} small />
          <Facts facts={verified(words, election, proof)} />
        </Card>
      )}
      {(found.is === 'file' || found.is === 'final') && (
        <Card>
          <Heading text={words.text('vote-check-not-verified')} small />
          <p class="secondary">
            {words.text(found.is === 'file' ? 'vote-check-fact-offline' : 'vote-check-fact-final')}
          </p>
          {found.is === 'file' && (
            <OwnButton
              label={words.text('vote-check-ask')}
              kind="primary"
              name="ask"
              press={() => look(found.proof)}
            />
          )}
        </Card>
      )}
      <Status text={looking ? words.text('check-looking') : ''} name="looking" />
      <Status text={problem} kind="error-words" name="problem" />
      <Words text={words.text('check-no-choice')} kind="information" />
      <Words
        text={words.text('verify-hotline', { hotline })}
        kind="hotline"
        numbers={election.about.hotline}
      />
      <OwnButton label={words.text('check-again')} name="again" press={again} />
    </>
  );
}

function verified(words: Texts, election: Election, proof: Proved): string[] {
  return [
    words.text('vote-check-fact-ballot', { district: election.district(words, proof.district) }),
    words.text('vote-check-fact-place', {
      index: words.number(proof.index),
      size: words.number(proof.size),
    }),
    words.text('vote-check-fact-witnesses', {
      witnesses: proof.witnesses,
      quorum: proof.quorum,
    }),
  ];
}

function Verdict({ ended, election }: { ended: Ended; election: Election }) {
  const words = useWords();
  const { found } = ended;
  const hotline = election.hotline;
  switch (found.is) {
    case 'recorded':
      return (
        <Outcome tone="ok" sign="check" title={words.text('check-recorded')} verdict="recorded">
          <p>
            {words.text(election.about.revote ? 'check-recorded-revote' : 'check-recorded-body')}
          </p>
        </Outcome>
      );
    case 'final':
      return (
        <Outcome tone="info" sign="check" title={words.text('vote-check-final')} verdict="final">
          <p>{words.text('vote-check-final-body')}</p>
        </Outcome>
      );
    case 'file':
      return (
        <Outcome tone="ok" sign="check" title={words.text('vote-check-file')} verdict="file">
          <p>{words.text('vote-check-file-body')}</p>
        </Outcome>
      );
    case 'void':
      return (
        <Outcome tone="error" sign="alert" title={words.text('check-spoiled')} verdict="void">
          <p>{words.text('check-spoiled-body', { hotline })}</p>
        </Outcome>
      );
    case 'unknown':
      return (
        <Outcome tone="warn" sign="unknown" title={words.text('check-unknown')} verdict="unknown">
          <p>{words.text('check-unknown-body', { hotline })}</p>
        </Outcome>
      );
    case 'two':
      return (
        <Outcome tone="error" sign="alert" title={words.text('check-two')} verdict="two">
          <p>{words.text('check-two-body', { hotline })}</p>
        </Outcome>
      );
    case 'other':
      return (
        <Outcome
          tone="warn"
          sign="unknown"
          title={words.text('vote-check-of-another')}
          verdict="other"
        >
          <p>{words.text('vote-check-of-another-body')}</p>
        </Outcome>
      );
    case 'false':
      return (
        <Outcome
          tone="error"
          sign="alert"
          title={words.text(ended.file ? 'vote-check-false-file' : 'vote-check-false')}
          verdict={found.code}
        >
          <p>{words.text(REASONS[found.code])}</p>
          {!ended.file && <p>{words.text('check-proof-bad', { hotline })}</p>}
          <p class="secondary">{found.code}</p>
        </Outcome>
      );
  }
}
