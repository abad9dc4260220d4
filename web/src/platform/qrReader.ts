/** Reads QR codes by the browser itself, where it can. */

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

type DetectorClass = {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
};

const PAUSE = 150;

function detectorClass(): DetectorClass | undefined {
  return (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
}

export async function canReadQr(): Promise<boolean> {
  const formats = await detectorClass()?.getSupportedFormats();
  return formats?.includes('qr_code') ?? false;
}

/** Looks until a code is seen; the function that is given back ends it. */
export function readQr(video: HTMLVideoElement, found: (content: string) => void): () => void {
  const Class = detectorClass();
  let looking = Class !== undefined;
  const detector = Class && new Class({ formats: ['qr_code'] });
  const look = async (): Promise<void> => {
    if (!looking || !detector) return;
    const codes = await detector.detect(video).catch(() => []);
    const content = codes[0]?.rawValue;
    if (looking && content) {
      looking = false;
      found(content);
    } else {
      setTimeout(() => void look(), PAUSE);
    }
  };
  void look();
  return () => {
    looking = false;
  };
}
