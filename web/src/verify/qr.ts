/**
 * Reads QR codes of a camera or of a picture: by the browser where it can, otherwise by a decoder that
 * is loaded when it is needed.
 */

import { canReadQr, readQr } from '../platform/qrReader.js';

const PAUSE = 150;
/** Larger pictures are made smaller: a code that fills a picture is read all the same. */
const MAX_SIDE = 2_000;

/** Looks until a code is seen; the function that is given back ends it. */
export function watchQr(video: HTMLVideoElement, found: (content: string) => void): () => void {
  let looking = true;
  let stop = (): void => undefined;
  const begin = async (): Promise<void> => {
    if (await canReadQr().catch(() => false)) {
      if (looking) stop = readQr(video, found);
      return;
    }
    while (looking) {
      const content = await decode(video, video.videoWidth, video.videoHeight);
      if (looking && content !== null) {
        looking = false;
        found(content);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  };
  void begin();
  return () => {
    looking = false;
    stop();
  };
}

/** The code in a picture, or nothing. */
export async function qrOfPicture(picture: Blob): Promise<string | null> {
  try {
    const bitmap = await createImageBitmap(picture);
    return await decode(bitmap, bitmap.width, bitmap.height);
  } catch {
    return null;
  }
}

async function decode(
  source: CanvasImageSource,
  width: number,
  height: number,
): Promise<string | null> {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height, 1));
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  if (wide === 0 || high === 0) return null;
  const canvas = document.createElement('canvas');
  canvas.width = wide;
  canvas.height = high;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(source, 0, 0, wide, high);
  const { data } = context.getImageData(0, 0, wide, high);
  const { default: decodeQr } = await import('qr/decode.js');
  try {
    return decodeQr({ width: wide, height: high, data });
  } catch {
    return null;
  }
}
