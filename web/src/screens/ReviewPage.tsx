import type { ReviewScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Page } from '../parts/Page.js';
import { PickView } from '../parts/PickView.js';
import { Card, Heading, Status, Words } from '../parts/Words.js';

/** The marks once more, before they are cast. */
export function ReviewPage({ screen }: { screen: ReviewScreen }) {
  const photos = screen.picks.some((pick) => pick.photo !== null);
  return (
    <Page
      foot={
        <>
          <ActionButton press={screen.cast} kind="primary" name="cast" />
          <ActionButton press={screen.back} name="back-below" />
        </>
      }
    >
      <Heading text={screen.heading} />
      {screen.picks.length > 0 && (
        <ul class="card picks">
          {screen.picks.map((pick) => (
            <PickView key={pick.number} pick={pick} photos={photos} />
          ))}
        </ul>
      )}
      <Words text={screen.finalRemark} kind="answer" />
      <Words text={screen.remark} kind="secondary" />
      <Card kind="sealed">
        <Status text={screen.sealing} />
        {screen.code && (
          <div>
            <p class="secondary">{screen.codeLabel}</p>
            <p class="code" data-name="code">
              {screen.code}
            </p>
          </div>
        )}
        {screen.checkDevice.enabled && (
          <ActionButton press={screen.checkDevice} kind="plain" name="check-device" />
        )}
      </Card>
    </Page>
  );
}
