import type { Frame, UnknownScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Badge } from '../parts/Icon.js';
import { Page } from '../parts/Page.js';
import { Heading, Lines, Words } from '../parts/Words.js';

/** The connection broke while casting: first of all, nothing is lost. */
export function UnknownPage({ screen, frame }: { screen: UnknownScreen; frame: Frame }) {
  return (
    <Page
      centred
      foot={
        <>
          <ActionButton press={screen.retry} kind="primary" name="retry" />
          <Words text={screen.hotline} kind="hotline" numbers={frame.hotline} />
        </>
      }
    >
      <Badge name="alert" tone="warn" />
      <Heading text={screen.heading} />
      <Words text={screen.body} kind="secondary" />
      <Lines lines={[{ label: screen.nextLabel, value: screen.next }]} strong={false} />
    </Page>
  );
}
