import { useId, useLayoutEffect, useRef } from 'preact/hooks';

import type { Event, Field } from '../../generated/screens.js';
import { useSession } from './context.js';
import { Alert } from './Words.js';

interface Props {
  field: Field;
  /** What a change means. */
  changed: (text: string) => Event;
  /** What the enter key means, if anything. */
  done: { enabled: boolean; event: Event };
  name: string;
  kind?: 'pin' | 'code' | 'control-code';
  /** The voter came here to type. */
  focused?: boolean;
  /** The heading above names the field already: only screen readers hear its label, and the help comes first. */
  titled?: boolean;
}

/**
 * A text field whose content belongs to the core: what is typed is sent whole, and what comes back
 * (grouped) is shown, unless more has been typed meanwhile. Browsers keep nothing of it.
 */
export function CoreField(props: Props) {
  const { field, changed, done, name, kind = 'pin', focused = false, titled = false } = props;
  const session = useSession();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = input.current;
    if (!element || element.value === field.value || !session.idle) return;
    const typed = signs(element.value.slice(0, element.selectionStart ?? 0));
    const atEnd = element.selectionStart === element.value.length;
    element.value = field.value;
    if (element === document.activeElement) {
      const place = atEnd ? field.value.length : placeAfter(field.value, typed);
      element.setSelectionRange(place, place);
    }
  });
  useLayoutEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  const control = (
    <input
      ref={input}
      id={id}
      class={`field ${kind}`}
      data-name={name}
      type="text"
      inputMode={field.numeric ? 'numeric' : 'text'}
      enterkeyhint="go"
      autocomplete={kind === 'code' ? 'one-time-code' : 'off'}
      autocapitalize={kind === 'control-code' ? 'characters' : 'off'}
      spellcheck={false}
      placeholder={field.placeholder}
      aria-label={field.accessible === field.label ? undefined : field.accessible}
      aria-invalid={field.error !== ''}
      aria-describedby={field.help ? `${id}-help` : undefined}
      onInput={(input) => session.send(changed(input.currentTarget.value))}
      onKeyDown={(key) => {
        if (key.key === 'Enter' && done.enabled) session.send(done.event);
      }}
    />
  );
  const help = field.help && (
    <p class="secondary" id={`${id}-help`}>
      {field.help}
    </p>
  );
  return (
    <div class="field-group">
      <label class={titled ? 'unseen' : 'secondary'} htmlFor={id}>
        {field.label}
      </label>
      {titled && help}
      {kind === 'code' ? <Boxes field={field}>{control}</Boxes> : control}
      <Alert text={field.error} name={`${name}-error`} />
      {!titled && help}
    </div>
  );
}

/** Six boxes to look at, over one field. */
function Boxes({ field, children }: { field: Field; children: preact.ComponentChildren }) {
  const digits = field.value.replace(/\D/g, '');
  return (
    <div class="boxes">
      <div class="box-row" aria-hidden="true">
        {Array.from({ length: field.length }, (_, place) => (
          <span
            key={place}
            class={`box ${place < digits.length ? 'filled' : ''} ${
              place === Math.min(digits.length, field.length - 1) ? 'next' : ''
            }`}
          >
            {digits[place] ?? ''}
          </span>
        ))}
      </div>
      {children}
    </div>
  );
}

function signs(text: string): number {
  return text.replaceAll(' ', '').length;
}

function placeAfter(value: string, count: number): number {
  let left = count;
  for (let place = 0; place < value.length; place += 1) {
    if (left === 0) return place;
    if (value[place] !== ' ') left -= 1;
  }
  return value.length;
}
