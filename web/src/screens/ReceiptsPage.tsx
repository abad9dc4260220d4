import type { ReceiptsScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Badge } from '../parts/Icon.js';
import { Page } from '../parts/Page.js';
import { Card, Words } from '../parts/Words.js';

/**
 * The receipts kept in this browser. A page cannot ask for the device's lock; whoever can open the
 * browser can see them, and a press is enough.
 */
export function ReceiptsPage({ screen }: { screen: ReceiptsScreen }) {
  return (
    <Page
      centred={screen.receipts.length === 0}
      foot={screen.unlock && <ActionButton press={screen.unlock} kind="primary" name="unlock" />}
    >
      {screen.unlock && <Badge name="lock" tone="info" />}
      <Words text={screen.text} />
      {screen.receipts.map((receipt) => (
        <Card key={receipt.code}>
          <p class="code small">{receipt.code}</p>
          <ActionButton press={receipt.open} name="open" />
        </Card>
      ))}
    </Page>
  );
}
