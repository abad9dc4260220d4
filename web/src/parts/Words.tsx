import type { ComponentChildren } from 'preact';

import type { Line } from '../../generated/screens.js';

/** A paragraph, or nothing where there are no words. */
export function Words({ text, kind = '' }: { text: string | null | undefined; kind?: string }) {
  return text ? <p class={kind}>{text}</p> : null;
}

/** The heading of what a screen shows; the frame has its title. */
export function Heading({ text, small = false }: { text: string; small?: boolean }) {
  return text ? <h2 class={small ? 'small' : ''}>{text}</h2> : null;
}

export function Card({ children, kind = '' }: { children: ComponentChildren; kind?: string }) {
  return <div class={`card ${kind}`}>{children}</div>;
}

/** Labels and values. */
export function Lines({ lines, strong = true }: { lines: Line[]; strong?: boolean }) {
  return (
    <dl class={`card lines ${strong ? 'last-strong' : ''}`}>
      {lines.map((line) => (
        <div key={line.label}>
          <dt>{line.label}</dt>
          <dd>{line.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Facts, each with a tick before it. */
export function Facts({ facts }: { facts: string[] }) {
  if (facts.length === 0) return null;
  return (
    <ul class="facts">
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  );
}

/**
 * What went wrong, said at once. The place for it is always there, because screen readers only say
 * what appears in a place that they know.
 */
export function Alert({
  text,
  name,
  kind = 'error-words',
}: {
  text: string;
  name?: string;
  kind?: string;
}) {
  return (
    <div role="alert" data-name={name}>
      <Words text={text} kind={kind} />
    </div>
  );
}

/** What has happened, said when there is time. */
export function Status({
  text,
  name,
  kind = 'secondary',
}: {
  text: string;
  name?: string;
  kind?: string;
}) {
  return (
    <div role="status" data-name={name}>
      <Words text={text} kind={kind} />
    </div>
  );
}

/** Numbers to call, each a link. */
export function Hotline({ text, numbers }: { text: string; numbers: string[] }) {
  const parts: ComponentChildren[] = [];
  let rest = text;
  for (const number of numbers) {
    const at = rest.indexOf(number);
    if (at < 0) continue;
    parts.push(
      rest.slice(0, at),
      <a key={number} href={`tel:${number.replace(/[^+0-9]/g, '')}`}>
        {number}
      </a>,
    );
    rest = rest.slice(at + number.length);
  }
  return (
    <p class="hotline">
      {parts}
      {rest}
    </p>
  );
}
