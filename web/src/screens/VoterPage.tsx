import type { Frame, VoterScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Page } from '../parts/Page.js';
import { Photo } from '../parts/Photo.js';
import { Card, Words } from '../parts/Words.js';

/** Who the voter is, as the registrars know it. */
export function VoterPage({ screen, frame }: { screen: VoterScreen; frame: Frame }) {
  return (
    <Page foot={<ActionButton press={screen.begin} kind="primary" name="begin" />}>
      <Card kind="person">
        <Photo name={screen.photo} label={screen.photoLabel} initials={screen.initials} large />
        <dl>
          <dt>{screen.nameLabel}</dt>
          <dd class="name">{screen.name}</dd>
          <dt>{screen.districtLabel}</dt>
          <dd>{screen.district}</dd>
        </dl>
      </Card>
      <Words text={screen.notYou} kind="information" numbers={frame.hotline} />
    </Page>
  );
}
