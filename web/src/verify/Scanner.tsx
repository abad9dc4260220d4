import { createContext } from 'preact';
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks';

import type { PlainKey } from '../pages/words.js';
import { useWords } from '../pages/words.js';
import { OwnButton } from '../parts/ActionButton.js';
import { useScan } from '../parts/useScan.js';
import { Alert, Words } from '../parts/Words.js';
import { fetchDecoder, qrOfPicture, watchQr } from './qr.js';

/** Whether the part of the page is seen: a camera that nobody sees must not be on. */
export const Shown = createContext(true);

/** A vote cipher and an opening have less than 100 kB. */
const MAX_SHORT = 2 ** 20;

interface Props {
  /** For tests, and what tells two of them apart. */
  name: string;
  found: (content: string) => void;
  /** Whether scanning is the first thing to do here. */
  first?: boolean;
}

/** Reads a QR code by the camera, or from a picture of it. */
export function Scanner({ name, found, first = false }: Props) {
  const words = useWords();
  const [trouble, setTrouble] = useState<PlainKey | null>(null);
  const { video, scanning, setScanning } = useScan({
    watch: (seen, read) => watchQr(seen, read, notLoaded),
    found,
    refused: (why) => setTrouble(why === 'camera-denied' ? 'scan-camera-denied' : 'scan-no-camera'),
  });
  const notLoaded = (): void => {
    setScanning(false);
    setTrouble('scan-not-loaded');
  };
  const shown = useContext(Shown);
  useEffect(() => {
    if (!shown) setScanning(false);
  }, [shown]);
  useEffect(fetchDecoder, []);
  const picture = async (file: File): Promise<void> => {
    const content = await qrOfPicture(file).catch(() => undefined);
    if (content === undefined) notLoaded();
    else if (content === null) setTrouble('scan-nothing');
    else found(content);
  };
  return (
    <div class="scanner">
      {scanning && (
        <>
          <div class="preview square">
            <video ref={video} playsInline muted autoplay tabIndex={-1} aria-hidden="true" />
          </div>
          <p class="secondary">{words.text('scan-looking')}</p>
        </>
      )}
      <OwnButton
        label={words.text(scanning ? 'scan-stop' : 'scan-start')}
        kind={first && !scanning ? 'primary' : 'secondary'}
        name={`${name}-scan`}
        press={() => {
          setTrouble(null);
          setScanning(!scanning);
        }}
      />
      <Choose
        label={words.text('scan-picture')}
        accept="image/*"
        name={`${name}-picture`}
        chosen={(file) => {
          setTrouble(null);
          void picture(file);
        }}
      />
      <Alert text={trouble ? words.text(trouble) : ''} name={`${name}-scan-error`} />
    </div>
  );
}

/** A file that is no longer than what it should be, or `null`: what is longer is something else. */
export async function shortFile(file: File): Promise<Uint8Array | null> {
  return file.size > MAX_SHORT ? null : new Uint8Array(await file.arrayBuffer());
}

/** Chooses a file, which stays where it is: its pieces are read when they are needed. */
export function Choose(props: {
  label: string;
  accept: string;
  name: string;
  kind?: 'plain' | 'secondary';
  chosen: (file: File) => void;
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
          if (file) props.chosen(file);
          // The same file may be chosen again.
          field.value = '';
        }}
      />
    </label>
  );
}

/** A field with its label, its help, and what is wrong with it. */
export function Entry(props: {
  label: string;
  help?: string;
  error?: string;
  name: string;
  value: string;
  changed: (text: string) => void;
  done: () => void;
}) {
  const id = useId();
  return (
    <div class="field-group">
      <label class="secondary" htmlFor={id}>
        {props.label}
      </label>
      <input
        id={id}
        class="field control-code"
        data-name={props.name}
        type="text"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        enterkeyhint="go"
        value={props.value}
        aria-invalid={Boolean(props.error)}
        aria-describedby={props.help ? `${id}-help` : undefined}
        onInput={(input) => props.changed(input.currentTarget.value)}
        onKeyDown={(key) => {
          if (key.key === 'Enter') props.done();
        }}
      />
      <Alert text={props.error ?? ''} name={`${props.name}-error`} />
      {props.help && (
        <p class="secondary" id={`${id}-help`}>
          {props.help}
        </p>
      )}
    </div>
  );
}

/** Takes a file that is dropped anywhere on the page while this part of it is seen. */
export function Drop(props: {
  label: string;
  dropped: (file: File) => void;
  children?: preact.ComponentChildren;
}) {
  const [over, setOver] = useState(false);
  const shown = useContext(Shown);
  const dropped = useRef(props.dropped);
  dropped.current = props.dropped;
  useEffect(() => {
    if (!shown) return undefined;
    // That the browser does not open the file itself is the frame's work (Shell).
    const dragged = (drag: DragEvent): void => {
      if (drag.dataTransfer?.types.includes('Files')) setOver(true);
    };
    const left = (drag: DragEvent): void => {
      // Within the window it leaves one part for another.
      if (drag.relatedTarget === null) setOver(false);
    };
    const take = (drop: DragEvent): void => {
      setOver(false);
      const file = drop.dataTransfer?.files[0];
      if (file) dropped.current(file);
    };
    addEventListener('dragover', dragged);
    addEventListener('dragleave', left);
    addEventListener('drop', take);
    return () => {
      removeEventListener('dragover', dragged);
      removeEventListener('dragleave', left);
      removeEventListener('drop', take);
    };
  }, [shown]);
  return (
    <div class={`drop ${over ? 'over' : ''}`}>
      {props.children}
      <Words text={props.label} kind="secondary" />
    </div>
  );
}
