/**
 * Reads QR codes: what a camera sees by the browser itself where it can, otherwise by a decoder, as every picture. The
 * decoder is loaded apart from the page.
 */

import type { DecodeQR } from 'qr/decode.js';

import { canReadQr, readQr } from '../platform/qrReader.js';

const PAUSE = 150;
/** How long the decoder may take to come, in milliseconds. */
const WAIT = 20_000;
/** Larger pictures are made smaller: a code that fills a picture is read all the same. */
const MAX_SIDE = 2_000;

/** Begins to load the decoder, so that it is at hand when somebody scans: who does is told where it does not come. */
export function fetchDecoder(): void {
  import('qr/decode.js').catch(() => undefined);
}

/** The decoder; it rejects where that does not come. */
async function loadDecoder(): Promise<DecodeQR> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the decoder does not come')), WAIT);
  });
  const { default: decodeQr } = await Promise.race([import('qr/decode.js'), late]);
  return decodeQr;
}

/** Looks until a code is seen, or the decoder does not come; the function that is given back ends it. */
export function watchQr(
  video: HTMLVideoElement,
  found: (content: string) => void,
  failed: () => void,
): () => void {
  let looking = true;
  let stop = (): void => undefined;
  const begin = async (): Promise<void> => {
    if (await canReadQr().catch(() => false)) {
      if (looking) stop = readQr(video, found);
      return;
    }
    const decodeQr = await loadDecoder().catch(() => null);
    if (!decodeQr) {
      if (looking) failed();
      return;
    }
    while (looking) {
      const content = decode(decodeQr, video, video.videoWidth, video.videoHeight);
      if (content !== null) {
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

/** The code in a picture, or nothing; it rejects where the decoder does not come. */
export async function qrOfPicture(picture: Blob): Promise<string | null> {
  const decodeQr = await loadDecoder();
  try {
    const bitmap = await createImageBitmap(picture);
    return decode(decodeQr, bitmap, bitmap.width, bitmap.height);
  } catch {
    return null;
  }
}

function decode(
  decodeQr: DecodeQR,
  source: CanvasImageSource,
  width: number,
  height: number,
): string | null {
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
  try {
    return decodeQr({ width: wide, height: high, data });
  } catch {
    return null;
  }
}
