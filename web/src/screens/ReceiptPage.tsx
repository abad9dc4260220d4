import { useEffect, useRef, useState } from 'preact/hooks';

import type { ReceiptScreen } from '../../generated/screens.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Badge } from '../parts/Icon.js';
import { Page } from '../parts/Page.js';
import { QrCode } from '../parts/QrCode.js';
import { Card, Facts, Heading, Status, Words } from '../parts/Words.js';

interface Props {
  screen: ReceiptScreen;
  /** What the core gives to be said. */
  announcement: string;
}

/** The control code: certain and warm. */
export function ReceiptPage({ screen, announcement }: Props) {
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
        <Code screen={screen} announcement={announcement} />
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

/** The code, as QR code too, and a way to take it elsewhere. */
function Code({ screen, announcement }: Props) {
  const letters = useRef<HTMLSpanElement>(null);
  const expected = useRef(false);
  const [copied, setCopied] = useState('');
  useEffect(() => {
    if (!expected.current || !announcement) return;
    expected.current = false;
    setCopied(announcement);
  }, [announcement]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(screen.code);
      expected.current = true;
    } catch (refused) {
      // Whoever may not copy by the button finds the code marked, and copies it as any other text.
      if (letters.current) getSelection()?.selectAllChildren(letters.current);
      throw refused;
    }
  };
  return (
    <>
      <p class="code" data-name="code">
        <span aria-hidden="true" ref={letters}>
          {screen.code}
        </span>
        <span class="unseen">{screen.codeAccessible}</span>
      </p>
      <QrCode qr={screen.qr} />
      <ActionButton press={screen.copy} kind="plain" name="copy" before={copy} />
      {/* Those who hear have heard it. */}
      {copied && (
        <p class="secondary" aria-hidden="true" data-name="copied">
          {copied}
        </p>
      )}
    </>
  );
}
