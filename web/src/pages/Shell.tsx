import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

import { languages, ownName } from '../../generated/verify.js';
import { Icon, Tunduk } from '../parts/Icon.js';
import { ROOT } from './app.js';
import { type PlainKey, useWords } from './words.js';

const PAGES: { name: string; key: PlainKey; path: string }[] = [
  { name: 'vote', key: 'page-to-voting', path: '' },
  { name: 'verify', key: 'page-to-verify', path: 'verify/' },
  { name: 'election', key: 'page-to-election', path: 'election/' },
];

interface Props {
  /** This page's name, and the key of its title. */
  name: 'verify' | 'election';
  title: PlainKey;
  /** The band over everything: this is not a real election. */
  band?: string;
  choose: (language: string) => void;
  children: ComponentChildren;
}

/** The frame of the public pages: header, the way to the other pages, language. */
export function Shell({ name, title, band = '', choose, children }: Props) {
  const words = useWords();
  const heading = words.text(title);
  useEffect(() => {
    document.documentElement.lang = words.language;
    document.title = `${heading} · ${words.text('app-name')}`;
  }, [words, heading]);
  useEffect(() => {
    // A file that misses its place must not take the page away: an audit would be lost with it.
    const stay = (drag: DragEvent): void => {
      if (drag.dataTransfer?.types.includes('Files')) drag.preventDefault();
    };
    addEventListener('dragover', stay);
    addEventListener('drop', stay);
    return () => {
      removeEventListener('dragover', stay);
      removeEventListener('drop', stay);
    };
  }, []);
  return (
    <div class="page public" data-page={name}>
      <header>
        {band && <p class="band">{band}</p>}
        <div class="bar">
          <Tunduk />
          <h1>{heading}</h1>
          <span class="language">
            <Icon name="globe" />
            <select
              data-name="language"
              aria-label={words.text('language-switch')}
              value={words.language}
              onChange={(change) => choose(change.currentTarget.value)}
            >
              {languages().map((tag) => (
                <option key={tag} value={tag} lang={tag}>
                  {ownName(tag)}
                </option>
              ))}
            </select>
            <Icon name="down" />
          </span>
        </div>
      </header>
      {children}
      <nav class="pages" aria-label={words.text('page-menu')}>
        {PAGES.filter((page) => page.name !== name).map((page) => (
          <a key={page.name} href={`${ROOT}${page.path}`}>
            {words.text(page.key)}
          </a>
        ))}
      </nav>
    </div>
  );
}
