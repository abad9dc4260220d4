import type { OpeningScreen } from '../../generated/screens.js';
import { Tunduk } from '../parts/Icon.js';
import { Page } from '../parts/Page.js';
import { Words } from '../parts/Words.js';

/** The app loads the election, or finds something out. */
export function OpeningPage({ screen }: { screen: OpeningScreen }) {
  return (
    <Page centred>
      <div class="big">
        <Tunduk />
      </div>
      <Words text={screen.text} kind="secondary" />
    </Page>
  );
}
