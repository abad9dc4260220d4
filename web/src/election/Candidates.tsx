import { useState } from 'preact/hooks';

import type { AppFile } from '../pages/app.js';
import { useWords } from '../pages/words.js';
import { Portrait } from './Portrait.js';
import { byCouncil, inLanguage, type District } from './view.js';

interface Props {
  app: AppFile;
  districts: District[];
}

/** Everybody who stands, in the order of the ballot. */
export function Candidates({ app, districts }: Props) {
  const words = useWords();
  return (
    <section class="card" data-name="candidates">
      <h2>{words.text('election-candidates')}</h2>
      {byCouncil(districts).map(({ council, districts: some }) => (
        <div key={some[0]?.id} class="council">
          <h3>{inLanguage(council, words.language)}</h3>
          {some.map((district) => (
            <People key={district.id} app={app} district={district} />
          ))}
        </div>
      ))}
    </section>
  );
}

/** Who stands in a district. Photos are loaded when somebody wants to see them: a country has thousands. */
function People({ app, district }: { app: AppFile; district: District }) {
  const words = useWords();
  const [wasOpen, setWasOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setWasOpen(wasOpen || currentTarget.open)}>
      <summary>
        {words.text('election-district', {
          number: district.number,
          name: inLanguage(district.name, words.language),
        })}
      </summary>
      <p class="secondary">
        {words.text('election-candidates-note', { mandates: district.mandates })}
      </p>
      <ol class="people">
        {district.candidates.map((candidate) => (
          <li key={candidate.number}>
            <span class="place">{candidate.number}</span>
            <Portrait
              app={app}
              photo={wasOpen ? candidate.photo : undefined}
              name={`${candidate.name} ${candidate.given}`.trim()}
            />
            <span class="names">
              <b>{candidate.name}</b> {candidate.given}
            </span>
          </li>
        ))}
      </ol>
      {district.againstAll && <p>{words.text('ballot-against-all')}</p>}
    </details>
  );
}
