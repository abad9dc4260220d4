import { useEffect, useState } from 'preact/hooks';

import type { CheckScreen } from '../../generated/screens.js';
import { ActionButton, FileButton, OwnButton } from '../parts/ActionButton.js';
import { useSession } from '../parts/context.js';
import { CoreField } from '../parts/CoreField.js';
import { Page } from '../parts/Page.js';
import { useScan } from '../parts/useScan.js';
import { Card, Heading, Words } from '../parts/Words.js';
import { canReadQr, readQr } from '../platform/qrReader.js';

/** Check a vote by its code, its QR code or its file; and whether one's right was used. */
export function CheckPage({ screen }: { screen: CheckScreen }) {
  const session = useSession();
  return (
    <Page foot={<ActionButton press={screen.go} kind="primary" name="go" />}>
      <Heading text={screen.heading} />
      <CoreField
        field={screen.field}
        changed={(text) => ({ event: 'type-control-code', text })}
        done={screen.go}
        name="control-code"
        kind="control-code"
      />
      <Scan label={screen.scanLabel} />
      <FileButton
        label={screen.fileLabel}
        kind="secondary"
        accept=".shailoo,application/octet-stream,text/plain"
        name="file"
        chosen={(bytes) => session.send({ event: 'cipher-file', bytes })}
      />
      <Words text={screen.noChoice} kind="information" />
      <Card>
        <Heading text={screen.rightTitle} small />
        <ActionButton press={screen.right} name="right" />
      </Card>
    </Page>
  );
}

/** Scans with the camera; not offered where the browser cannot read such codes. */
function Scan({ label }: { label: string }) {
  const session = useSession();
  const [offered, setOffered] = useState(false);
  useEffect(() => void canReadQr().then(setOffered, () => undefined), []);
  const { video, scanning, setScanning } = useScan({
    watch: readQr,
    found: (text) => session.send({ event: 'scanned-code', text }),
    refused: (why) => session.send({ event: why }),
  });
  if (!offered) return null;
  return (
    <>
      {scanning && (
        <div class="preview square">
          <video ref={video} playsInline muted autoplay tabIndex={-1} aria-hidden="true" />
        </div>
      )}
      <OwnButton
        label={label}
        name="scan"
        pressed={scanning}
        press={() => setScanning(!scanning)}
      />
    </>
  );
}
