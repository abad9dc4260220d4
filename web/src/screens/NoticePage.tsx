import type { Frame, NoticeScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Badge, type IconName } from '../parts/Icon.js';
import { Page } from '../parts/Page.js';
import { Heading, Words } from '../parts/Words.js';

/** A calm message: what happened, whose turn it is, what to do. */
export function NoticePage({ screen, frame }: { screen: NoticeScreen; frame: Frame }) {
  return (
    <Page
      centred
      foot={
        <>
          <ActionButton press={screen.primary} kind="primary" name="primary" />
          {screen.others.map((press, place) => (
            <ActionButton key={press.label} press={press} name={`other-${place}`} />
          ))}
        </>
      }
    >
      <div class="notice" data-kind={screen.kind}>
        <Badge name={iconOf(screen)} tone="warn" />
        {screen.turnText && <p class="turn">{screen.turnText}</p>}
        <Heading text={screen.heading} />
        <Words text={screen.body} />
        <Words text={screen.hotline} kind="hotline" numbers={frame.hotline} />
      </div>
    </Page>
  );
}

function iconOf(screen: NoticeScreen): IconName {
  if (['no-camera', 'camera-denied', 'face'].includes(screen.kind)) return 'camera';
  return ({ voter: 'alert', network: 'network', server: 'server', election: 'election' } as const)[
    screen.turn
  ];
}
