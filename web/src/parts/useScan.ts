import { useEffect, useRef, useState } from 'preact/hooks';

import { Camera, type Refusal } from '../platform/camera.js';

interface Scan {
  /** Looks until a code is seen; the function that is given back ends it. */
  watch: (video: HTMLVideoElement, found: (content: string) => void) => () => void;
  found: (content: string) => void;
  refused: (why: Refusal) => void;
}

/** Reads a QR code by the camera: put `video` on a video element while `scanning`. */
export function useScan(scan: Scan) {
  const video = useRef<HTMLVideoElement>(null);
  const [scanning, setScanning] = useState(false);
  const now = useRef(scan);
  now.current = scan;
  useEffect(() => {
    if (!scanning || !video.current) return;
    const seen = video.current;
    let end = (): void => undefined;
    let wanted = true;
    void Camera.open(seen, 'environment').then((opened) => {
      if (!(opened instanceof Camera)) {
        setScanning(false);
        if (wanted) now.current.refused(opened);
        return;
      }
      if (!wanted) {
        opened.stop();
        return;
      }
      const stop = now.current.watch(seen, (content) => {
        setScanning(false);
        now.current.found(content);
      });
      end = () => {
        stop();
        opened.stop();
      };
    });
    return () => {
      wanted = false;
      end();
    };
  }, [scanning]);
  return { video, scanning, setScanning };
}
