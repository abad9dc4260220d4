import { useEffect, useState } from 'preact/hooks';

import type { BallotScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Page } from '../parts/Page.js';
import { RowView } from '../parts/RowView.js';
import { Alert, Words } from '../parts/Words.js';

/** More than fit beside the count say nothing that the count does not. */
const MOST_PIPS = 7;

/** The ballot: every row alike, the limit always in sight, a refused mark explained where the thumb is. */
export function BallotPage({ screen }: { screen: BallotScreen }) {
  // Without any photo the ballot is words only: nobody is drawn as an outline.
  const photos = screen.rows.some((row) => row.photo !== null);
  return (
    <Page
      foot={
        <>
          <MoreBelow words={screen.moreBelow} />
          <Alert text={screen.refused} name="refused" kind="information error" />
          <div class="count">
            <b aria-hidden="true">{screen.count}</b>
            <span class="unseen">{screen.countLabel}</span>
            <Pips used={screen.used} most={screen.most} />
          </div>
          <ActionButton press={screen.select} kind="primary" name="select" />
        </>
      }
    >
      <h2 class="district" aria-label={screen.heading}>
        <span class="secondary">{screen.councilLabel}</span>
        <b>{screen.district}</b>
        <span>{screen.limit}</span>
      </h2>
      <Words text={screen.instruction} kind="secondary" />
      <div class="rows" role="group" aria-label={screen.heading}>
        {screen.rows.map((row, place) => (
          <RowView key={place} row={row} photos={photos} />
        ))}
      </div>
    </Page>
  );
}

function Pips({ used, most }: { used: number; most: number }) {
  if (most < 1 || most > MOST_PIPS) return null;
  return (
    <span class="pips" aria-hidden="true">
      {Array.from({ length: most }, (_, place) => (
        <span key={place} class={place < used ? 'used' : ''} />
      ))}
    </span>
  );
}

/** Said over the end of what is seen of the list while it goes on; screen readers reach the rest anyway. */
function MoreBelow({ words }: { words: string }) {
  const [goesOn, setGoesOn] = useState(false);
  useEffect(() => {
    const look = (): void => {
      const root = document.documentElement;
      const left = root.scrollHeight - root.clientHeight - root.scrollTop;
      setGoesOn(left > 24 && root.clientHeight >= 480);
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, []);
  return goesOn && words ? (
    <p class="more" aria-hidden="true">
      <span>{words} ↓</span>
    </p>
  ) : null;
}
