import { Shell } from '../pages/Shell.js';
import type { PageProps } from '../pages/start.js';
import { useWords } from '../pages/words.js';

export function ElectionPage({ choose }: PageProps) {
  const words = useWords();
  return (
    <Shell name="election" title="page-election-title" choose={choose}>
      <main>
        <p>{words.text('page-loading')}</p>
      </main>
    </Shell>
  );
}
