import type { Button } from '../../generated/screens.js';
import { useSession } from './context.js';

interface Props {
  /** What the core says; nothing is drawn without. */
  press: Button | null | undefined;
  /** One filled button on a screen; outlined ones; words only. */
  kind?: 'primary' | 'secondary' | 'plain';
  /** A name for tests. */
  name: string;
  /** Done before the event is sent; it is not sent where this fails. */
  before?: () => Promise<void>;
}

/** Something to press, as the core describes it. */
export function ActionButton({ press, kind = 'secondary', name, before }: Props) {
  const session = useSession();
  if (!press) return null;
  return (
    <button
      type="button"
      class={`button ${kind}`}
      data-name={name}
      // It keeps the focus, and screen readers find it and hear that it cannot be pressed.
      aria-disabled={!press.enabled}
      aria-label={press.accessible === press.label ? undefined : press.accessible}
      onClick={() => {
        if (!press.enabled) return;
        const send = (): void => session.send(press.event);
        if (before) before().then(send, () => undefined);
        else send();
      }}
    >
      {press.label}
    </button>
  );
}

/** Something to press that is the page's own work: the camera, a file. */
export function OwnButton(props: {
  label: string;
  kind?: 'primary' | 'secondary' | 'plain';
  name: string;
  /** Of what is switched on and off: whether it is on. */
  pressed?: boolean;
  press: () => void;
}) {
  return (
    <button
      type="button"
      class={`button ${props.kind ?? 'secondary'}`}
      data-name={props.name}
      aria-pressed={props.pressed}
      onClick={props.press}
    >
      {props.label}
    </button>
  );
}

/** The core takes no longer file: one more byte is enough for it to refuse one. */
const LONGEST = 32 * 2 ** 20;

/** What is in the file; nothing where it cannot be read, which the core refuses in words. */
async function read(file: File): Promise<Uint8Array> {
  const start = file.slice(0, LONGEST + 1);
  return new Uint8Array(await start.arrayBuffer().catch(() => new ArrayBuffer(0)));
}

/** Chooses a file; drawn as a button, and a file field to everything else. */
export function FileButton(props: {
  label: string;
  kind?: 'secondary' | 'plain';
  accept: string;
  name: string;
  chosen: (bytes: Uint8Array) => void;
}) {
  return (
    <label class={`button ${props.kind ?? 'plain'} file`} data-name={props.name}>
      {props.label}
      <input
        type="file"
        accept={props.accept}
        onChange={(change) => {
          const field = change.currentTarget;
          const file = field.files?.[0];
          if (file) void read(file).then(props.chosen);
          // The same file may be chosen again.
          field.value = '';
        }}
      />
    </label>
  );
}
