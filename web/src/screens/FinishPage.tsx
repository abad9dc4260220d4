import type { FinishScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Page } from '../parts/Page.js';
import { Card, Heading, Words } from '../parts/Words.js';

/** Before the receipt is hidden. */
export function FinishPage({ screen }: { screen: FinishScreen }) {
  return (
    <Page foot={<ActionButton press={screen.hide} kind="primary" name="hide" />}>
      <Heading text={screen.heading} />
      <Card kind="receipt">
        <p class="code">{screen.code}</p>
      </Card>
      <Words text={screen.body} />
    </Page>
  );
}
