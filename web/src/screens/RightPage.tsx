import type { Frame, RightScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Page } from '../parts/Page.js';
import { Card, Heading, Words } from '../parts/Words.js';

/** Whether the right to vote was used, by every registrar's word and log. */
export function RightPage({ screen, frame }: { screen: RightScreen; frame: Frame }) {
  return (
    <Page
      foot={
        <>
          <ActionButton press={screen.close} kind="primary" name="close" />
          <ActionButton press={screen.again} name="again" />
        </>
      }
    >
      {/* The title bar asks the same question. */}
      {screen.heading !== frame.title && <Heading text={screen.heading} />}
      <p class={screen.used ? 'answer used' : 'answer'}>{screen.answer}</p>
      {screen.registrars.map((row) => (
        <Card key={row.name} kind={row.agrees ? '' : 'disagrees'}>
          <p>
            <b>{row.name}</b>
          </p>
          <p class="secondary">{row.text}</p>
        </Card>
      ))}
      <Words text={screen.notMine} kind="information" numbers={frame.hotline} />
    </Page>
  );
}
