import type { CastingScreen } from '../../generated/screens.js';
import { Badge } from '../parts/Icon.js';
import { Page } from '../parts/Page.js';
import { Heading, Words } from '../parts/Words.js';

/** The vote is on its way: what is done, what is being done, and that nothing can be lost. */
export function CastingPage({ screen }: { screen: CastingScreen }) {
  return (
    <Page centred>
      <Heading text={screen.heading} />
      <ol class="card stages" aria-live="polite">
        {screen.stages.map((stage) => (
          <li key={stage.text} class={stage.current ? 'current' : stage.done ? 'done' : ''}>
            <span class="sign" aria-hidden="true">
              {stage.done ? (
                <Badge name="check" tone="ok" />
              ) : (
                <span class={stage.current ? 'ring' : 'ring pending'} />
              )}
            </span>
            <span aria-hidden="true">{stage.text}</span>
            <span class="unseen">{stage.accessible}</span>
          </li>
        ))}
      </ol>
      <Words text={screen.help} kind="secondary" />
    </Page>
  );
}
