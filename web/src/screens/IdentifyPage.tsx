import type { CodeCard, FaceCard, IdentifyScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { CoreField } from '../parts/CoreField.js';
import { Page } from '../parts/Page.js';
import { Card, Heading, Status, Words } from '../parts/Words.js';

/** Two ways to be identified, as two cards. */
export function IdentifyPage({ screen }: { screen: IdentifyScreen }) {
  return (
    <Page wide foot={<ActionButton press={screen.back} kind="plain" name="back-below" />}>
      <div class="cards">
        <Code card={screen.code} />
        <Face card={screen.face} />
      </div>
    </Page>
  );
}

function Code({ card }: { card: CodeCard }) {
  return (
    <Card>
      <Heading text={card.title} small />
      <Words text={card.unavailable} kind="information warn" />
      <CoreField
        field={card.field}
        changed={(text) => ({ event: 'type-code', text })}
        done={card.confirm}
        name="code"
        kind="code"
        // The code is on its way: the field waits for it.
        focused={card.sent !== ''}
      />
      {card.confirm.enabled && <ActionButton press={card.confirm} kind="primary" name="confirm" />}
      <ActionButton press={card.get} name="get-code" />
      <Status text={card.sent} />
    </Card>
  );
}

function Face({ card }: { card: FaceCard }) {
  return (
    <Card>
      <Heading text={card.title} small />
      <Words text={card.unavailable} kind="information warn" />
      <Words text={card.help} kind="secondary" />
      <ActionButton press={card.go} name="face" />
    </Card>
  );
}
