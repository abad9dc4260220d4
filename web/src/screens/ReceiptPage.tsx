import type { ReceiptScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Badge } from '../parts/Icon.js';
import { Page } from '../parts/Page.js';
import { QrCode } from '../parts/QrCode.js';
import { Card, Facts, Heading, Status, Words } from '../parts/Words.js';

/** The control code: certain and warm. */
export function ReceiptPage({ screen }: { screen: ReceiptScreen }) {
  return (
    <Page
      foot={
        <>
          <Status
            text={screen.saved}
            name="saved"
            kind={`information ${screen.isSaved ? 'ok ticked' : 'error'}`}
          />
          {/* What is filled changes; no button moves under a thumb. */}
          <ActionButton
            press={screen.download}
            kind={screen.isSaved ? 'plain' : 'primary'}
            name="download"
          />
          <ActionButton
            press={screen.finish}
            kind={screen.isSaved ? 'primary' : 'plain'}
            name="finish"
          />
        </>
      }
    >
      <div class="thanks">
        <Badge name="check" tone="ok" />
        <Heading text={screen.heading} />
      </div>
      <Card kind="receipt">
        <p class="secondary">{screen.codeLabel}</p>
        <p class="code" data-name="code">
          <span aria-hidden="true">{screen.code}</span>
          <span class="unseen">{screen.codeAccessible}</span>
        </p>
        <QrCode qr={screen.qr} />
        <ActionButton
          press={screen.copy}
          kind="plain"
          name="copy"
          before={async () => navigator.clipboard.writeText(screen.code)}
        />
      </Card>
      <div class="attention">
        <p>
          <b>{screen.attention}</b>
        </p>
        <p>{screen.can}</p>
        <p>{screen.cannot}</p>
      </div>
      <Words text={screen.secrecy} kind="secrecy" />
      <Facts facts={screen.facts} />
      <div class="more-ways">
        <Words text={screen.downloadHelp} kind="secondary" />
        <ActionButton press={screen.share} kind="plain" name="share" />
        <ActionButton press={screen.pdf} kind="plain" name="pdf" />
      </div>
    </Page>
  );
}
