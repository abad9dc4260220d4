import type { DeviceCheckScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Page } from '../parts/Page.js';
import { QrCode } from '../parts/QrCode.js';
import { Heading, Status, Words } from '../parts/Words.js';

/** Does this device seal what it shows? A second device finds out. */
export function DeviceCheckPage({ screen }: { screen: DeviceCheckScreen }) {
  return (
    <Page
      foot={
        <>
          <ActionButton press={screen.next} kind="primary" name="next" />
          <ActionButton press={screen.save} name="save-opening" />
        </>
      }
    >
      <Heading text={screen.heading} />
      {screen.paragraphs.map((words) => (
        <Words key={words} text={words} />
      ))}
      <ol class="numbered">
        {screen.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {/* Once the ballot is open, the second device scans what opens it. */}
      {screen.opening ? <QrCode qr={screen.opening} large /> : <QrCode qr={screen.code} />}
      <Status text={screen.saved} kind="information ok" />
    </Page>
  );
}
