import type { ReceiptsScreen } from '../../generated/screens.js';
import { ActionButton, OwnButton } from '../parts/ActionButton.js';
import { useSession } from '../parts/context.js';
import { Badge } from '../parts/Icon.js';
import { Page } from '../parts/Page.js';
import { Card, Words } from '../parts/Words.js';

/**
 * The receipts kept in this browser. A page cannot ask for the device's lock; whoever can open the
 * browser can open them, so what the core wants is asked of the voter.
 */
export function ReceiptsPage({ screen }: { screen: ReceiptsScreen }) {
  const session = useSession();
  if (screen.locked) {
    return (
      <Page
        centred
        foot={
          <OwnButton
            label={screen.text}
            kind="primary"
            name="unlock"
            press={() => session.send({ event: 'unlocked' })}
          />
        }
      >
        <Badge name="lock" tone="info" />
      </Page>
    );
  }
  return (
    <Page centred={screen.receipts.length === 0}>
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
