import { useEffect, useState } from 'preact/hooks';

import { signedRecord } from '../../generated/verify.js';
import { type AppFile, ROOT } from '../pages/app.js';
import { type PlainKey, useWords } from '../pages/words.js';

const LANGUAGES: { language: string; key: PlainKey }[] = [
  { language: 'ky', key: 'election-protocol-ky' },
  { language: 'ru', key: 'election-protocol-ru' },
];

async function bytes(name: string): Promise<Uint8Array | null> {
  const answer = await fetch(`${ROOT}protocol/${name}`, { cache: 'no-cache', credentials: 'omit' });
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
}

interface Paper {
  language: string;
  key: PlainKey;
  /** The verified bytes; nothing when they are not what the commission has signed. */
  url: string | null;
}

async function load(app: AppFile, election: string): Promise<Paper[]> {
  const note = await bytes('protocol.note');
  if (!note) return [];
  const papers = LANGUAGES.map(async ({ language, key }) => {
    const pdf = await bytes(`${language}.pdf`);
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
  const [papers, setPapers] = useState<Paper[]>([]);
  useEffect(() => {
    let wanted = true;
    void load(app, election)
      .catch(() => [])
      .then((loaded) => {
        if (wanted) setPapers(loaded);
      });
    return () => {
      wanted = false;
    };
  }, [app, election]);
  const isBad = papers.some((paper) => paper.url === null);
  const good = papers.filter((paper) => paper.url !== null);
  return (
    <section class="card" data-name="protocol">
      <h2>{words.text('election-protocol')}</h2>
      {papers.length === 0 && <p>{words.text('election-protocol-none')}</p>}
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
