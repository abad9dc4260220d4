import type { AppFile } from '../pages/app.js';
import { ROOT } from '../pages/app.js';
import { useWords } from '../pages/words.js';
import type { District, Ground, PublicView } from './view.js';

/** The name by which links find a district's proof. */
export const proofId = (district: District): string => `proof-${district.id}`;

/** Opens a district's proof, goes there, and lets the keyboard go on from there. */
export function showProof(district: District): void {
  const panel = document.getElementById(proofId(district));
  if (panel instanceof HTMLDetailsElement) {
    panel.open = true;
    panel.querySelector('summary')?.focus();
    panel.scrollIntoView({ block: 'start' });
  }
}

interface Props {
  app: AppFile;
  view: PublicView;
  district: District;
}

/** The entries of the log from which the numbers of a district follow. */
export function Proof({ app, view, district }: Props) {
  const words = useWords();
  const grounds = view.proofs.filter(
    (ground) => ground.district === undefined || ground.district === district.id,
  );
  const step = (ground: Ground): string => {
    const trustee = view.trustees[(ground.trustee ?? 0) - 1] ?? '';
    switch (ground.step) {
      case 'closing':
        return words.text('election-step-closing');
      case 'tally-set':
        return words.text('election-step-tally-set', { trustee });
      case 'share':
        return words.text('election-step-share', { trustee });
      case 'result':
        return words.text('election-step-result');
    }
  };
  return (
    <details class="proof" id={proofId(district)}>
      <summary>{words.text('election-proof')}</summary>
      <p class="secondary">{words.text('election-proof-note')}</p>
      <ul class="grounds">
        {grounds.map((ground) => (
          <li key={ground.index}>
            <b>{step(ground)}</b>
            <dl class="pairs">
              <div>
                <dt>{words.text('election-entry')}</dt>
                <dd>{words.number(ground.index)}</dd>
              </div>
              <div>
                <dt>{words.text('election-hash')}</dt>
                <dd class="hash">{ground.hash}</dd>
              </div>
              <div>
                <dt>{words.text('election-file')}</dt>
                <dd class="hash">
                  <a href={`${app.ballotBox}/${ground.tile}`}>{ground.tile}</a>
                </dd>
              </div>
            </dl>
          </li>
        ))}
        {view.document && (
          <li>
            <b>{words.text('election-document')}</b>
            <p class="hash">
              <a href={`${app.ballotBox}/blob/${view.document}`}>{view.document}</a>
            </p>
          </li>
        )}
      </ul>
      <p>
        <a href={`${ROOT}verify/`}>{words.text('election-to-audit')}</a>
      </p>
    </details>
  );
}
