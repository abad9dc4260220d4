/** Starts a public page: the verifier in wasm, app.json, the language. */

import './pages.css';

import { type ComponentType, render } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import init from '../../generated/verify.js';
import integrity from '../../generated/verify_bg.wasm?integrity';
import wasm from '../../generated/verify_bg.wasm?url';
import { isUnfit } from '../platform/fit.js';
import { FaultPage } from '../screens/FaultPage.js';
import { loadApp, type AppFile } from './app.js';
import {
  keptLanguage,
  rememberedLanguage,
  rememberLanguage,
  Words,
  WordsContext,
} from './words.js';

export interface PageProps {
  app: AppFile;
  /** Goes on in another language. */
  choose: (language: string) => void;
}

function show(view: preact.ComponentChild): void {
  // The first screen is part of the file itself.
  document.getElementById('opening')?.remove();
  const page = document.getElementById('page');
  if (page) render(view, page);
}

function Speaking({ Page, app }: { Page: ComponentType<PageProps>; app: AppFile }) {
  const [language, setLanguage] = useState(rememberedLanguage);
  const words = useMemo(() => new Words(language), [language]);
  const choose = (tag: string): void => {
    rememberLanguage(tag);
    setLanguage(tag);
  };
  return (
    <WordsContext.Provider value={words}>
      <Page app={app} choose={choose} />
    </WordsContext.Provider>
  );
}

/** Draws the page as soon as it can speak and knows where the servers are. */
export async function start(Page: ComponentType<PageProps>): Promise<void> {
  // Scripts run, so from here on the page says itself what it lacks.
  document.getElementById('plain')?.remove();
  try {
    const app = loadApp();
    // Said when it is waited for, below.
    app.catch(() => undefined);
    await init({ module_or_path: fetch(wasm, { integrity }) });
    const loaded = await app;
    show(<Speaking Page={Page} app={loaded} />);
  } catch (reason) {
    const fault = isUnfit(reason) ? 'browser' : 'config';
    show(<FaultPage fault={fault} language={keptLanguage()} />);
  }
}
