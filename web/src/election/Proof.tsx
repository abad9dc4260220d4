import type { AppFile } from '../pages/app.js';
import { ROOT } from '../pages/app.js';
import { type PlainKey, useWords, type Words } from '../pages/words.js';
import type { District, Ground, PublicView } from './view.js';

/** The name by which links find a district's proof. */
export const proofId = (district: District): string => `proof-${district.id}`;

/** The name by which links find the proof of a council's sums. */
export const sumsId = (districts: District[]): string => `proof-of-${districts[0]?.id ?? 0}`;

/** Opens a proof, goes there, and lets the keyboard go on from there. */
function showProof(id: string): void {
  const panel = document.getElementById(id);
  if (panel instanceof HTMLDetailsElement) {
    panel.open = true;
    panel.querySelector('summary')?.focus();
    panel.scrollIntoView({ block: 'start' });
  }
}

/** What a number is, and that it leads to its proof. */
export function figureLabel(words: Words, column: PlainKey, value: number): string {
  const what = words.text(column);
  return words.text('election-figure-proof', { what, value: words.number(value) });
}

/** A number, and the way to its proof. */
export function Figure(props: {
  value: number;
  /** The proof's name. */
  proof: string;
  /** What is counted, and the way, in words. */
  label: string;
}) {
  const words = useWords();
  return (
    <a
      href={`#${props.proof}`}
      aria-label={props.label}
      onClick={(click) => {
        click.preventDefault();
        showProof(props.proof);
      }}
    >
      {words.number(props.value)}
    </a>
  );
}

interface Props {
  app: AppFile;
  view: PublicView;
  /** The name by which links find it. */
  id: string;
  /** Whose numbers; nobody's where they are sums. */
  district: District | null;
}

/** The entries of the log from which the numbers of a district, or their sums, follow. */
export function Proof({ app, view, id, district }: Props) {
  const words = useWords();
  const grounds = view.proofs.filter(
    (ground) => ground.district === undefined || ground.district === district?.id,
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
    <details class="proof" id={id}>
      <summary>{words.text('election-proof')}</summary>
      <p class="secondary">{words.text('election-proof-note')}</p>
      {!district && <p class="secondary">{words.text('election-proof-sum')}</p>}
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
        {district && (
          <li>
            <b>{words.text('election-district-file')}</b>
            <p class="hash">
              <a href={`${app.ballotBox}/blob/${district.file}`}>{district.file}</a>
            </p>
          </li>
        )}
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
