import { useWords } from '../pages/words.js';
import { byCouncil, inLanguage, type District } from './view.js';

interface Props {
  districts: District[];
  /** Ballots by district. */
  ballots: Map<number, number>;
  /** When it was so, by the servers' clocks. */
  time: string;
}

/** How many ballots the box has recorded; not whose, not for whom, and not verified. */
export function Turnout({ districts, ballots, time }: Props) {
  const words = useWords();
  const of = (district: District): number => ballots.get(district.id) ?? 0;
  const sum = (some: District[]): number => some.reduce((all, one) => all + of(one), 0);
  return (
    <section class="card" data-name="turnout">
      <h2 id="turnout">{words.text('election-turnout')}</h2>
      <p class="information">{words.text('election-turnout-note')}</p>
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
              <td class="figure">{words.number(sum(some))}</td>
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
                  {words.number(of(district))}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
        <tfoot>
          <tr>
            <th scope="row">{words.text('election-total')}</th>
            <td class="figure" data-name="total">
              {words.number(sum(districts))}
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
