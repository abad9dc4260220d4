import { useEffect, useState } from 'preact/hooks';

import type { AppFile } from '../pages/app.js';
import { ask } from '../pages/reading.js';

/** No photo of a candidate is larger. */
const LIMIT = 2 ** 20;
/** When a photo that did not come is asked for again, in milliseconds. */
const AGAIN = 16_000;

/** A photo whose bytes have the hash that the manifest names, as an address; nothing otherwise. */
async function load(app: AppFile, hash: string): Promise<string | null> {
  const { status, bytes } = await ask(`${app.ballotBox}/blob/${hash}`, 'default', LIMIT);
  if (status !== 200) return null;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found !== hash) return null;
  return URL.createObjectURL(new Blob([bytes as BlobPart], { type: 'image/jpeg' }));
}

interface Props {
  app: AppFile;
  photo: string | undefined;
  name: string;
}

/** A candidate's photo; the name stands beside it, and nobody waits for it. */
export function Portrait({ app, photo, name }: Props) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!photo) return undefined;
    let made: string | null = null;
    let wanted = true;
    let timer = 0;
    const start = async (): Promise<void> => {
      const loaded = await load(app, photo).catch(() => null);
      made = loaded;
      if (!wanted) {
        if (loaded) URL.revokeObjectURL(loaded);
      } else if (loaded) setUrl(loaded);
      else timer = window.setTimeout(() => void start(), AGAIN);
    };
    void start();
    return () => {
      wanted = false;
      clearTimeout(timer);
      if (made) URL.revokeObjectURL(made);
    };
  }, [app, photo]);
  return (
    <span class="photo">
      {url ? (
        <img src={url} alt={name} />
      ) : (
        <svg viewBox="0 0 56 56" focusable="false" aria-hidden="true">
          <circle cx="28" cy="22.4" r="10" />
          <ellipse cx="28" cy="55" rx="18" ry="18" />
        </svg>
      )}
    </span>
  );
}
