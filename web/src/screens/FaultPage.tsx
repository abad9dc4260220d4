import { useEffect, useRef } from 'preact/hooks';

import { Badge, Tunduk } from '../parts/Icon.js';
import { textsOf, type Fault } from '../texts.js';

/** The core did not start or has failed, so it cannot say why: the only words that are the shell's own. */
export function FaultPage({ fault, language }: { fault: Fault; language: string }) {
  const texts = textsOf(language);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.documentElement.lang = texts.tag;
    title.current?.focus();
  }, []);
  return (
    <div class="page" data-screen="fault" data-fault={fault}>
      <header>
        <div class="bar">
          <Tunduk />
          <p class="app-name">Менин шайлоом</p>
        </div>
      </header>
      <main class="centred">
        <Badge name="alert" tone="warn" />
        <h1 tabIndex={-1} ref={title}>
          {texts.titles[fault]}
        </h1>
        <p>{texts.bodies[fault]}</p>
        <p>{texts.hotline}</p>
      </main>
      <footer>
        <div class="foot">
          <button
            type="button"
            class="button primary"
            data-name="again"
            onClick={() => location.reload()}
          >
            {texts.again}
          </button>
        </div>
      </footer>
    </div>
  );
}
