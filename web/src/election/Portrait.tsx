import { useEffect, useState } from 'preact/hooks';

import type { AppFile } from '../pages/app.js';

/** A photo whose bytes have the hash that the manifest names, as an address; nothing otherwise. */
async function load(app: AppFile, hash: string): Promise<string | null> {
  const answer = await fetch(`${app.ballotBox}/blob/${hash}`, { credentials: 'omit' });
  if (!answer.ok) return null;
  const bytes = await answer.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return found === hash ? URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })) : null;
}

interface Props {
  app: AppFile;
  photo: string | undefined;
}

/** A candidate's photo; the name stands beside it. */
export function Portrait({ app, photo }: Props) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!photo) return undefined;
    let made: string | null = null;
    let wanted = true;
    void load(app, photo)
      .catch(() => null)
      .then((loaded) => {
        made = loaded;
        if (wanted) setUrl(loaded);
        else if (loaded) URL.revokeObjectURL(loaded);
      });
    return () => {
      wanted = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [app, photo]);
  return (
    <span class="photo" aria-hidden="true">
      {url ? (
        <img src={url} alt="" />
      ) : (
        <svg viewBox="0 0 56 56" focusable="false">
          <circle cx="28" cy="22.4" r="10" />
          <ellipse cx="28" cy="55" rx="18" ry="18" />
        </svg>
      )}
    </span>
  );
}
