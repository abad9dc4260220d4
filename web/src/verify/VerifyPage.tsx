import { Shell } from '../pages/Shell.js';
import type { PageProps } from '../pages/start.js';
import { useWords } from '../pages/words.js';

export function VerifyPage({ choose }: PageProps) {
  const words = useWords();
  return (
    <Shell name="verify" title="page-verify-title" choose={choose}>
      <main>
        <p>{words.text('page-loading')}</p>
      </main>
    </Shell>
  );
}
