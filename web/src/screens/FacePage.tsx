import { useEffect, useRef, useState } from 'preact/hooks';

import type { FaceScreen } from '../../generated/screens.js';
import { ActionButton, FileButton, OwnButton } from '../parts/ActionButton.js';
import { useSession } from '../parts/context.js';
import { Page } from '../parts/Page.js';
import { Alert, Heading, Words } from '../parts/Words.js';
import { Camera } from '../platform/camera.js';

/** The camera: the face in the oval, one picture, taken again as often as one likes. */
export function FacePage({ screen }: { screen: FaceScreen }) {
  const session = useSession();
  const video = useRef<HTMLVideoElement>(null);
  const camera = useRef<Camera | null>(null);
  const opening = useRef(false);
  const taken = screen.picture.length > 0;
  const [tries, tryAgain] = useState(0);

  useEffect(() => {
    // What stands in the way is said once by itself, and whenever the voter asked.
    if (taken || !video.current || (tries === 0 && session.cameraRefused)) return;
    let wanted = true;
    opening.current = true;
    void Camera.open(video.current, 'user').then((opened) => {
      opening.current = false;
      if (opened instanceof Camera) {
        if (wanted) camera.current = opened;
        else opened.stop();
      } else if (wanted) {
        session.cameraRefused = true;
        session.send({ event: opened });
      }
    });
    return () => {
      wanted = false;
      camera.current?.stop();
      camera.current = null;
    };
  }, [taken, tries, session]);

  const take = (): void => {
    if (!camera.current) {
      // While the browser asks whether the page may, a press must not open it once more.
      if (!opening.current) tryAgain(tries + 1);
      return;
    }
    void camera.current.take().then((bytes) => {
      if (bytes) session.send({ event: 'picture', bytes });
    });
  };

  return (
    <Page
      foot={
        taken ? (
          <>
            <ActionButton press={screen.confirm} kind="primary" name="confirm" />
            <ActionButton press={screen.retake} name="retake" />
          </>
        ) : (
          <OwnButton label={screen.captureLabel} kind="primary" name="capture" press={take} />
        )
      }
    >
      <Heading text={screen.heading} />
      <div class="preview" role="img" aria-label={screen.previewLabel}>
        {taken ? (
          <Picture bytes={screen.picture} />
        ) : (
          <video ref={video} playsInline muted autoplay tabIndex={-1} aria-hidden="true" />
        )}
      </div>
      <Alert text={screen.error} kind="information error" />
      <Words text={screen.help} kind="secondary" />
      <Words text={screen.privacy} kind="secondary" />
      <FileButton
        label={screen.fileLabel}
        accept="image/jpeg,image/png"
        name="file"
        chosen={(bytes) => session.send({ event: 'picture', bytes })}
      />
    </Page>
  );
}

/** The picture that would be sent. */
function Picture({ bytes }: { bytes: number[] }) {
  const [url, setUrl] = useState('');
  // The core gives the same picture with every screen.
  const size = bytes.length;
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [size]);
  return url ? <img src={url} alt="" /> : null;
}
