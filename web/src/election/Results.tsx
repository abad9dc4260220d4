import type { AppFile } from '../pages/app.js';
import { ROOT } from '../pages/app.js';
import { type PlainKey, useWords } from '../pages/words.js';
import { Figure, figureLabel, Proof, proofId, sumsId } from './Proof.js';
import { byCouncil, inLanguage, type District, type PublicView, type Titles } from './view.js';

interface Props {
  app: AppFile;
  view: PublicView;
}

/** The verified result: councils, their districts, every number with the way to its proof. */
export function Results({ app, view }: Props) {
  const words = useWords();
  const checked = { witnesses: view.witnesses, entries: words.number(view.entries) };
  return (
    <>
      <section class="card" data-name="result">
        <h2>{words.text('election-result')}</h2>
        <div class="information ok" role="status">
          <b>{words.text('election-checked')}</b>
        </div>
        <details data-name="checked">
          <summary>{words.text('election-checked-what')}</summary>
          <p>{words.text('election-checked-done', checked)}</p>
          <p class="information warn">{words.text('election-checked-not')}</p>
        </details>
        <p>
          <a href={`${ROOT}verify/`}>{words.text('election-to-audit')}</a>
        </p>
      </section>
      {byCouncil(view.districts).map(({ council, districts }) => (
        <Council
          key={districts[0]?.id}
          app={app}
          view={view}
          council={council}
          districts={districts}
        />
      ))}
    </>
  );
}

function against(district: District): number | undefined {
  return district.againstAll ? district.votes?.[district.candidates.length] : undefined;
}

interface CouncilProps extends Props {
  council: Titles;
  districts: District[];
}

function Council({ app, view, council, districts }: CouncilProps) {
  const words = useWords();
  const id = `council-${districts[0]?.id ?? 0}`;
  const sum = (of: (district: District) => number | undefined): number =>
    districts.reduce((all, district) => all + (of(district) ?? 0), 0);
  // Without the districts that are not opened it would be the sum of something else.
  const hasAll = districts.every((district) => against(district) !== undefined);
  const figure = (column: PlainKey, value: number, proof: string) => (
    <Figure value={value} proof={proof} label={figureLabel(words, column, value)} />
  );
  const sums = sumsId(districts);
  return (
    <section class="card council" data-name="council">
      <h2 id={id}>{inLanguage(council, words.language)}</h2>
      <table aria-labelledby={id}>
        <thead>
          <tr>
            <th scope="col">{words.text('election-column-district')}</th>
            <th scope="col" class="figure spare">
              {words.text('election-column-mandates')}
            </th>
            <th scope="col" class="figure">
              {words.text('election-column-ballots')}
            </th>
            <th scope="col" class="figure">
              {words.text('election-column-against')}
            </th>
          </tr>
        </thead>
        <tbody>
          {districts.map((district) => {
            const votes = against(district);
            return (
              <tr key={district.id}>
                <th scope="row">
                  <a href={`#district-${district.id}`}>
                    {words.text('election-district', {
                      number: district.number,
                      name: inLanguage(district.name, words.language),
                    })}
                  </a>
                </th>
                <td class="figure spare">
                  {figure('election-column-mandates', district.mandates, proofId(district))}
                </td>
                <td class="figure">
                  {figure('election-column-ballots', district.ballots ?? 0, proofId(district))}
                </td>
                <td class="figure">
                  {votes === undefined
                    ? '–'
                    : figure('election-column-against', votes, proofId(district))}
                </td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.text('election-total')}</th>
            <td class="figure spare">
              {figure(
                'election-column-mandates',
                sum((district) => district.mandates),
                sums,
              )}
            </td>
            <td class="figure">
              {figure(
                'election-column-ballots',
                sum((district) => district.ballots),
                sums,
              )}
            </td>
            <td class="figure">
              {hasAll ? figure('election-column-against', sum(against), sums) : '–'}
            </td>
          </tr>
        </tfoot>
      </table>
      <Proof app={app} view={view} id={sums} district={null} />
      {districts.map((district) => (
        <DistrictResult key={district.id} app={app} view={view} district={district} />
      ))}
    </section>
  );
}

function DistrictResult({ app, view, district }: Props & { district: District }) {
  const words = useWords();
  const ballots = district.ballots ?? 0;
  return (
    <article id={`district-${district.id}`} data-district={district.id}>
      <h3 id={`name-${district.id}`}>
        {words.text('election-district', {
          number: district.number,
          name: inLanguage(district.name, words.language),
        })}
      </h3>
      <p class="secondary">
        <BallotsOf district={district} />
      </p>
      {ballots === 0 && <p class="information">{words.text('election-empty')}</p>}
      {district.votes ? (
        <Votes district={district} votes={district.votes} ballots={ballots} />
      ) : (
        <p class="information">{words.text('election-unopened')}</p>
      )}
      {district.tied.length > 0 && (
        <p class="information warn" data-name="tie">
          {words.text('election-tied-note', { places: district.tied.join(', ') })}
        </p>
      )}
      {district.votes && ballots > 0 && (
        <Bars district={district} votes={district.votes} ballots={ballots} />
      )}
      <Proof app={app} view={view} id={proofId(district)} district={district} />
    </article>
  );
}

/** Ballots and mandates of a district in one sentence, in which each number is the way to its proof. */
function BallotsOf({ district }: { district: District }) {
  const words = useWords();
  // Marks that no text has stand for the numbers, wherever the language puts them.
  const sentence = words.text('election-ballots-of', { ballots: '\u0001', mandates: '\u0002' });
  const link = (column: PlainKey, value: number) => (
    <Figure
      key={column}
      value={value}
      proof={proofId(district)}
      label={figureLabel(words, column, value)}
    />
  );
  return sentence.split(/(\u0001|\u0002)/).map((part) => {
    if (part === '\u0001') return link('election-column-ballots', district.ballots ?? 0);
    return part === '\u0002' ? link('election-column-mandates', district.mandates) : part;
  });
}

interface VotesProps {
  district: District;
  votes: number[];
  ballots: number;
}

function Votes({ district, votes, ballots }: VotesProps) {
  const words = useWords();
  const figure = (count: number) => (
    <td class="figure">
      <Figure
        value={count}
        proof={proofId(district)}
        label={words.text('election-proof-of', { votes: words.number(count) })}
      />
      <span class="share">{ballots > 0 ? words.percent(count, ballots) : '–'}</span>
    </td>
  );
  return (
    <table class="votes" aria-labelledby={`name-${district.id}`}>
      <thead>
        <tr>
          <th scope="col">{words.text('election-column-number')}</th>
          <th scope="col">{words.text('election-column-candidate')}</th>
          <th scope="col" class="figure">
            {words.text('election-column-votes')}
            <span class="share">{words.text('election-column-share')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {district.candidates.map((candidate, place) => (
          <tr key={candidate.number}>
            <td>{candidate.number}</td>
            <th scope="row">
              {candidate.name} {candidate.given}{' '}
              {district.tied.includes(candidate.number) && (
                <span class="tied">{words.text('election-tied')}</span>
              )}
            </th>
            {figure(votes[place] ?? 0)}
          </tr>
        ))}
        {district.againstAll && (
          <tr class="against" data-name="against-all">
            <td />
            <th scope="row">{words.text('ballot-against-all')}</th>
            {figure(votes[district.candidates.length] ?? 0)}
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** The same numbers as bars: the table has said them. */
function Bars({ district, votes, ballots }: VotesProps) {
  const words = useWords();
  const most = Math.max(ballots, 1);
  const names = district.candidates.map(({ number, name, given }) =>
    `${number}. ${name} ${given}`.trim(),
  );
  if (district.againstAll) names.push(words.text('ballot-count-against-all'));
  return (
    <div
      class="bars"
      role="img"
      aria-label={words.text('election-chart', {
        district: words.text('election-district', {
          number: district.number,
          name: inLanguage(district.name, words.language),
        }),
      })}
    >
      {names.map((name, place) => (
        <div key={name} class={place < district.candidates.length ? '' : 'against'}>
          <span>{name}</span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" focusable="false">
            <rect class="ground" width="100" height="10" />
            <rect width={(100 * (votes[place] ?? 0)) / most} height="10" />
          </svg>
        </div>
      ))}
    </div>
  );
}
