import { useEffect, useState } from 'preact/hooks';

import { signedRecord } from '../../generated/verify.js';
import { type AppFile, ROOT } from '../pages/app.js';
import { ask } from '../pages/reading.js';
import { type PlainKey, useWords } from '../pages/words.js';

const LANGUAGES: { language: string; key: PlainKey }[] = [
  { language: 'ky', key: 'election-protocol-ky' },
  { language: 'ru', key: 'election-protocol-ru' },
];

/** No протокол is longer. */
const LIMIT = 64 * 2 ** 20;

const FOUND = 200;
const MISSING = 404;

/** A file of the commission; nothing where it has published none. */
async function file(name: string): Promise<Uint8Array | null> {
  const { status, bytes } = await ask(`${ROOT}protocol/${name}`, 'no-cache', LIMIT);
  if (status !== FOUND && status !== MISSING) throw new Error(`${name} cannot be read`);
  return status === FOUND ? bytes : null;
}

interface Paper {
  language: string;
  key: PlainKey;
  /** The verified bytes; nothing when they are not what the commission has signed. */
  url: string | null;
}

async function load(app: AppFile, election: string): Promise<Paper[]> {
  const note = await file('protocol.note');
  if (!note) return [];
  const papers = LANGUAGES.map(async ({ language, key }) => {
    const pdf = await file(`${language}.pdf`);
    if (!pdf) return null;
    const signed = signedRecord(note, pdf, election, app.bytes) === language;
    const blob = new Blob([pdf as BlobPart], { type: 'application/pdf' });
    return { language, key, url: signed ? URL.createObjectURL(blob) : null };
  });
  return (await Promise.all(papers)).filter((paper) => paper !== null);
}

/** The commission's record on paper: offered only with its signature. */
export function Record({ app, election }: { app: AppFile; election: string }) {
  const words = useWords();
  const [found, setFound] = useState<Paper[] | 'loading' | 'unreadable'>('loading');
  const [tries, tryAgain] = useState(0);
  useEffect(() => {
    let wanted = true;
    setFound('loading');
    void load(app, election)
      .catch(() => 'unreadable' as const)
      .then((loaded) => {
        if (wanted) setFound(loaded);
      });
    return () => {
      wanted = false;
    };
  }, [app, election, tries]);
  const papers = Array.isArray(found) ? found : [];
  const isBad = papers.some((paper) => paper.url === null);
  const good = papers.filter((paper) => paper.url !== null);
  return (
    <section class="card" data-name="protocol" aria-busy={found === 'loading'}>
      <h2>{words.text('election-protocol')}</h2>
      <div role="status">
        {found === 'loading' && <p>{words.text('page-loading')}</p>}
        {found === 'unreadable' && <p>{words.text('election-protocol-unreadable')}</p>}
        {Array.isArray(found) && found.length === 0 && (
          <p>{words.text('election-protocol-none')}</p>
        )}
      </div>
      {found === 'unreadable' && (
        <button type="button" class="button plain" onClick={() => tryAgain(tries + 1)}>
          {words.text('election-retry')}
        </button>
      )}
      {isBad && <p class="information error">{words.text('election-protocol-bad')}</p>}
      {good.length > 0 && <p class="information ok">{words.text('election-protocol-signed')}</p>}
      {good.length > 0 && (
        <ul>
          {good.map(({ language, key, url }) => (
            <li key={language}>
              <a href={url ?? ''} download={`protocol-${language}.pdf`}>
                {words.text(key)}
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
