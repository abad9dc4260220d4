import type { Frame, PinScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { CoreField } from '../parts/CoreField.js';
import { Page } from '../parts/Page.js';
import { Voice } from '../parts/Voice.js';
import { Heading, Words } from '../parts/Words.js';

/** The ПИН, typed by hand, grouped for reading, read back on demand. */
export function PinPage({ screen, frame }: { screen: PinScreen; frame: Frame }) {
  return (
    <Page foot={<ActionButton press={screen.go} kind="primary" name="go" />}>
      <Heading text={screen.heading} />
      <CoreField
        field={screen.field}
        changed={(text) => ({ event: 'type-pin', text })}
        done={screen.go}
        name="pin"
        kind="pin"
        focused
        titled
      />
      <Words text={screen.count} kind="secondary" />
      <div class="pair">
        <Voice
          press={screen.readBack}
          announcement={frame.announcement}
          language={frame.language}
        />
        {screen.clear.enabled && <ActionButton press={screen.clear} kind="plain" name="clear" />}
      </div>
      <Words text={screen.purpose} kind="information" />
    </Page>
  );
}
