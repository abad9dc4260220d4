import type { ComponentChildren } from 'preact';

import type { Line } from '../../generated/screens.js';

interface Props {
  text: string | null | undefined;
  kind?: string;
  /** Numbers to call: each is a link where the words name it. */
  numbers?: string[];
}

/** A paragraph, or nothing where there are no words. */
export function Words({ text, kind = '', numbers = [] }: Props) {
  return text ? <p class={kind}>{withNumbers(text, numbers)}</p> : null;
}

function withNumbers(text: string, numbers: string[]): ComponentChildren {
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
  return [...parts, rest];
}

/** The heading of what a screen shows; the frame has its title. */
export function Heading({ text, small = false }: { text: string; small?: boolean }) {
  return text ? (
    <h2 class={small ? 'small' : ''} tabIndex={-1}>
      {text}
    </h2>
  ) : null;
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
