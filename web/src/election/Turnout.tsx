import { useWords } from '../pages/words.js';
import { Figure, figureLabel, proofId, sumsId } from './Proof.js';
import { byCouncil, inLanguage, type District } from './view.js';

interface Props {
  districts: District[];
  /** Ballots by district. */
  ballots: Map<number, number>;
  /** When it was so, by the servers' clocks. */
  time: string;
  /** Whether they were counted in the verified log. */
  isCounted: boolean;
}

/** How many ballots the box has recorded; not whose, and not for whom. */
export function Turnout({ districts, ballots, time, isCounted }: Props) {
  const words = useWords();
  const of = (district: District): number => ballots.get(district.id) ?? 0;
  const sum = (some: District[]): number => some.reduce((all, one) => all + of(one), 0);
  // Only what was counted in the log has a proof.
  const figure = (value: number, proof: string) =>
    isCounted ? (
      <Figure
        value={value}
        proof={proof}
        label={figureLabel(words, 'election-column-ballots', value)}
      />
    ) : (
      words.number(value)
    );
  return (
    <section class="card" data-name="turnout">
      <h2 id="turnout">{words.text('election-turnout')}</h2>
      <p class="information">
        {words.text(isCounted ? 'election-turnout-counted' : 'election-turnout-note')}
      </p>
      <table aria-labelledby="turnout">
        <thead>
          <tr>
            <th scope="col">{words.text('election-column-district')}</th>
            <th scope="col" class="figure">
              {words.text('election-column-ballots')}
            </th>
          </tr>
        </thead>
        {byCouncil(districts).map(({ council, districts: some }) => (
          <tbody key={some[0]?.id}>
            <tr class="group">
              <th scope="rowgroup">{inLanguage(council, words.language)}</th>
              <td class="figure">{figure(sum(some), sumsId(some))}</td>
            </tr>
            {some.map((district) => (
              <tr key={district.id}>
                <th scope="row">
                  {words.text('election-district', {
                    number: district.number,
                    name: inLanguage(district.name, words.language),
                  })}
                </th>
                <td class="figure" data-district={district.id}>
                  {figure(of(district), proofId(district))}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
        <tfoot>
          <tr>
            <th scope="row">{words.text('election-total')}</th>
            <td class="figure" data-name="total">
              {figure(sum(districts), sumsId(districts))}
            </td>
          </tr>
        </tfoot>
      </table>
      <p class="secondary" data-time>
        {words.text('election-updated', { time })}
      </p>
    </section>
  );
}
