/**
 * Face pictures made small by the browser: decoded and turned upright as the file says, scaled, and
 * written anew, which leaves out what the camera noted. The core checks what comes out.
 */

import type { Page } from '../../generated/shailoo.js';

/** JPEG qualities, tried in this order. */
const QUALITIES = [0.88, 0.75, 0.6, 0.4];
/** The kinds of file that the core takes elsewhere too, by their first bytes. */
const STARTS = { 'image/jpeg': [0xff, 0xd8, 0xff], 'image/png': [0x89, 0x50, 0x4e, 0x47] };

export const shrink: Page['shrink'] = async (bytes, longest, shortest, darkest, most) => {
  const type = Object.entries(STARTS).find(([, start]) =>
    start.every((byte, at) => bytes[at] === byte),
  )?.[0];
  if (!type) return 'unreadable';
  const picture = await createImageBitmap(new Blob([bytes as BlobPart], { type }), {
    imageOrientation: 'from-image',
  }).catch(() => null);
  if (!picture) return 'unreadable';
  try {
    if (Math.min(picture.width, picture.height) < shortest) return 'too-small';
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return 'unreadable';
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    if (luma(context.getImageData(0, 0, canvas.width, canvas.height).data) < darkest) {
      return 'too-dark';
    }
    return (await encoded(canvas, most)) ?? 'unreadable';
  } finally {
    picture.close();
  }
};

/** The mean brightness, 0 to 255. */
function luma(pixels: Uint8ClampedArray): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    sum += 0.2126 * pixels[at]! + 0.7152 * pixels[at + 1]! + 0.0722 * pixels[at + 2]!;
  }
  return sum / (pixels.length / 4);
}

async function encoded(canvas: HTMLCanvasElement, most: number): Promise<Uint8Array | null> {
  for (const quality of QUALITIES) {
    const blob = await new Promise<Blob | null>((resolve) =>
      canvas.toBlob(resolve, 'image/jpeg', quality),
    );
    if (blob && blob.size <= most) return new Uint8Array(await blob.arrayBuffer());
  }
  return null;
}
