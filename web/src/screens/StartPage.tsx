import type { Frame, StartScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Tunduk } from '../parts/Icon.js';
import { Page } from '../parts/Page.js';
import { Heading, Lines, Words } from '../parts/Words.js';

/** The first screen: which election, how long it goes on, and one way in. */
export function StartPage({ screen, frame }: { screen: StartScreen; frame: Frame }) {
  return (
    <Page
      centred
      foot={
        <>
          <ActionButton press={screen.go} kind="primary" name="go" />
          <ActionButton press={screen.check} kind="plain" name="check" />
          <ActionButton press={screen.receipts} kind="plain" name="receipts" />
        </>
      }
    >
      <div class="big">
        <Tunduk label={screen.imageLabel} />
      </div>
      <Heading text={screen.election} />
      <Lines lines={screen.lines} />
      <Words text={frame.serverTime} kind="secondary" />
      <Words text={screen.closed} kind="information warn" />
      <Words text={screen.resumeHelp} kind="information" />
      <ActionButton press={screen.resume} name="resume" />
    </Page>
  );
}
