import { useWords } from '../pages/words.js';
import type { PlainKey } from '../pages/words.js';
import { Words } from '../parts/Words.js';
import type { ElectionState } from './useElection.js';
import { inLanguage, type About, type PublicView } from './view.js';

/** What is going on, as one text. */
export function stateKey({ view, box, whole, unreadable }: ElectionState): PlainKey {
  if (view && view.failures.length > 0) return 'election-state-broken';
  if (view?.hasResult) return 'election-state-result';
  if (whole && view?.isClosed) return 'election-state-counting';
  if (unreadable) return 'election-state-unknown';
  if (box?.state === 'before') return 'election-state-before';
  if (box?.state === 'open') return 'election-state-open';
  if (box?.state === 'grace') return 'election-state-grace';
  if (box?.state === 'closed') return 'election-state-counting';
  // The clock of this device says nothing about the box.
  return 'election-state-unknown';
}

/** Name, day, hours, and how it stands. */
export function Facts({ about, state }: { about: About; state: ElectionState }) {
  const words = useWords();
  const day = state.view?.day ?? '';
  // A header says what was planned; the whole log knows every decision since.
  const closes = (!state.whole && state.box?.closes) || state.view?.closes || about.closes;
  return (
    <section class="card election-facts">
      <h2>{inLanguage(about.title, words.language)}</h2>
      <dl class="pairs">
        <div>
          <dt>{words.text('election-day-label')}</dt>
          <dd data-day>{words.longDay(day)}</dd>
        </div>
        <div>
          <dt>{words.text('election-hours-label')}</dt>
          <dd data-hours>{words.hours(day, about.opens, closes)}</dd>
        </div>
        <div>
          <dt>{words.text('election-state-label')}</dt>
          <dd>
            <span data-name="state" role="status">
              {words.text(stateKey(state))}
            </span>
          </dd>
        </div>
      </dl>
      <Words
        text={words.text('election-hotline', { hotline: about.hotline.join(', ') })}
        kind="secondary"
        numbers={about.hotline}
      />
    </section>
  );
}

/** Which log this is: for whoever compares. */
export function LogFacts({ view, about }: { view: PublicView; about: About }) {
  const words = useWords();
  const lines: [PlainKey, string][] = [
    ['election-id', about.election],
    ['election-log-size', words.number(view.entries)],
    ['election-log-root', view.root],
  ];
  if (view.seenAt !== undefined) lines.push(['election-seen', words.momentOf(view.seenAt)]);
  return (
    <section class="card">
      <h2>{words.text('election-log')}</h2>
      <dl class="pairs">
        {lines.map(([key, value]) => (
          <div key={key}>
            <dt>{words.text(key)}</dt>
            <dd
              class={value.length > 40 ? 'hash' : ''}
              data-time={key === 'election-seen' || undefined}
            >
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
