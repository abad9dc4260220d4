import { useEffect, useState } from 'preact/hooks';

import { useSession } from './context.js';

const AGAIN = 16_000;

interface Props {
  /** The photo's name; `null` where there is none. */
  name: string | null;
  /** What it shows, where nothing beside it says so. */
  label?: string;
  /** Drawn where there is no photo; otherwise the outline of a person. */
  initials?: string;
  large?: boolean;
}

/** A person's photo: the same size and crop for everybody. Nobody waits for it. */
export function Photo({ name, label = '', initials = '', large = false }: Props) {
  const session = useSession();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    let timer = 0;
    const load = (): void => {
      if (name === null) return;
      void session.photo(name).then((loaded) => {
        if (!wanted) return;
        setUrl(loaded);
        if (loaded === null) timer = window.setTimeout(load, AGAIN);
      });
    };
    setUrl(null);
    load();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [name, session]);
  const words = label ? ({ role: 'img', 'aria-label': label } as const) : { 'aria-hidden': true };
  return (
    <span
      class={`photo ${large ? 'large' : ''}`}
      data-awaited={(name !== null && url === null) || undefined}
      {...words}
    >
      {url ? (
        <img src={url} alt="" />
      ) : initials ? (
        <b aria-hidden="true">{initials}</b>
      ) : (
        <Person />
      )}
    </span>
  );
}

function Person() {
  return (
    <svg viewBox="0 0 56 56" aria-hidden="true" focusable="false">
      <circle cx="28" cy="22.4" r="10" />
      <ellipse cx="28" cy="55" rx="18" ry="18" />
    </svg>
  );
}
