import { meaning } from '../../generated/verify.js';
import type { AppFile } from '../pages/app.js';
import { Shell } from '../pages/Shell.js';
import type { PageProps } from '../pages/start.js';
import { useWords } from '../pages/words.js';
import { Candidates } from './Candidates.js';
import { Facts, LogFacts } from './Facts.js';
import { Record } from './Record.js';
import { Results } from './Results.js';
import { Turnout } from './Turnout.js';
import { type ElectionState, useElection } from './useElection.js';
import type { About, PublicView } from './view.js';

/** The public page: what the election is, how many have voted, and the result that the log proves. */
export function ElectionPage({ app, choose }: PageProps) {
  const words = useWords();
  const state = useElection(app);
  const { view, progress, unreadable, again } = state;
  const about = view?.about;
  const band = {
    real: '',
    demo: words.text('banner-demo'),
    rehearsal: words.text('banner-rehearsal'),
  };
  return (
    <Shell
      name="election"
      title="page-election-title"
      band={about ? band[about.kind] : ''}
      choose={choose}
    >
      <main class="wide election">
        {!view && !unreadable && <p role="status">{words.text('page-loading')}</p>}
        {unreadable && (
          <div class="information warn" role="status" data-name="unreadable">
            <p>{words.text('election-unreadable')}</p>
            <button type="button" class="button plain" onClick={again}>
              {words.text('election-retry')}
            </button>
          </div>
        )}
        {view && view.failures.length > 0 && <Broken view={view} />}
        {about && <Facts about={about} state={state} />}
        {progress !== null && !view?.hasResult && (
          <div class="information" data-name="reading">
            <p>
              {words.text('election-reading', {
                percent: words.percent(Math.floor(progress * 100), 100),
              })}
            </p>
            <progress
              value={progress}
              aria-label={words.text('election-reading', {
                percent: words.percent(Math.floor(progress * 100), 100),
              })}
            />
            <p>{words.text('election-reading-long')}</p>
          </div>
        )}
        {view && about && <Numbers app={app} state={state} view={view} about={about} />}
      </main>
    </Shell>
  );
}

interface NumbersProps {
  app: AppFile;
  state: ElectionState;
  view: PublicView;
  about: About;
}

/** The result, or how many have voted; who stands; which log it is. */
function Numbers({ app, state, view, about }: NumbersProps) {
  const words = useWords();
  const districts = view.districts;
  const log = new Map(districts.map(({ id, ballots }) => [id, ballots ?? 0]));
  // A log that was read while people vote is older than what the box says now.
  const isNewest = !state.box || state.box.state === 'closed';
  const isRead = state.whole && isNewest && view.failures.length === 0;
  const ballots = isRead ? log : state.box?.ballots;
  const seen = view.seenAt === undefined ? '' : words.momentOf(view.seenAt);
  const time = isRead || !state.box ? seen : words.moment(state.box.time);
  return (
    <>
      {view.hasResult && <Results app={app} view={view} />}
      {ballots && (
        <Turnout districts={districts} ballots={ballots} time={time} isCounted={view.hasResult} />
      )}
      {!view.hasResult && view.failures.length === 0 && (
        <section class="card" data-name="no-result">
          <h2>{words.text('election-no-result')}</h2>
          <p>{words.text('election-no-result-note')}</p>
        </section>
      )}
      <Candidates app={app} districts={districts} />
      {view.hasResult && <Record app={app} election={about.election} />}
      <LogFacts view={view} about={about} />
    </>
  );
}

/** Why no result is shown. */
function Broken({ view }: { view: PublicView }) {
  const words = useWords();
  return (
    <section class="card broken" role="alert" data-name="broken">
      <h2>{words.text('election-broken')}</h2>
      <p>{words.text('election-broken-note')}</p>
      <ul>
        {view.failures.map(({ code, entry }) => (
          <li key={`${code} ${entry ?? ''}`} data-code={code}>
            {meaning(words.language, code)}
            {entry !== undefined && (
              <span class="secondary">
                {words.text('election-broken-entry', { entry: words.number(entry) })}
              </span>
            )}
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
