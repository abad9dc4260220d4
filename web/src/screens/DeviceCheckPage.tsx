import type { DeviceCheckScreen, Frame } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Page } from '../parts/Page.js';
import { QrCode } from '../parts/QrCode.js';
import { Heading, Status, Words } from '../parts/Words.js';

/** Does this device seal what it shows? A second device finds out. */
export function DeviceCheckPage({ screen, frame }: { screen: DeviceCheckScreen; frame: Frame }) {
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
      <Words text={screen.intro} numbers={frame.hotline} />
      <Steps steps={screen.untilCode} />
      {/* Once the ballot is open, the second device scans what opens it. */}
      {screen.opening ? (
        <QrCode qr={screen.opening} large />
      ) : (
        <>
          <QrCode qr={screen.code} />
          {/* For a second device that has no camera, and for those who do not see it. */}
          <p class="typed">{screen.code.content}</p>
        </>
      )}
      <Steps steps={screen.afterCode} start={screen.untilCode.length + 1} />
      {screen.notes.map((words) => (
        <Words key={words} text={words} kind="secondary" />
      ))}
      <Status text={screen.saved} kind="information ok" />
    </Page>
  );
}

/** Steps whose numbers go on after what stands between them. */
function Steps({ steps, start = 1 }: { steps: string[]; start?: number }) {
  return (
    <ol class="numbered" start={start} style={`counter-reset: step ${start - 1}`}>
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}
