import type { FoundScreen, Frame, Verdict } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Badge } from '../parts/Icon.js';
import { Page } from '../parts/Page.js';
import { Card, Facts, Heading, Words } from '../parts/Words.js';

/** What the check of a vote found. */
export function FoundPage({ screen, frame }: { screen: FoundScreen; frame: Frame }) {
  return (
    <Page
      centred
      foot={
        <>
          <ActionButton press={screen.close} kind="primary" name="close" />
          <ActionButton press={screen.again} name="again" />
        </>
      }
    >
      <Sign verdict={screen.verdict} />
      <Heading text={screen.heading} />
      <Words text={screen.body} numbers={frame.hotline} />
      <Card kind="receipt">
        <p class="code small" data-name="code">
          {screen.code}
        </p>
        <Facts facts={screen.facts} />
      </Card>
      <Words text={screen.noChoice} kind="secondary" />
    </Page>
  );
}

function Sign({ verdict }: { verdict: Verdict }) {
  if (verdict === 'unknown') return <Badge name="unknown" tone="warn" />;
  if (verdict === 'alarm') return <Badge name="alert" tone="error" />;
  return <Badge name="check" tone="ok" />;
}
