import { useEffect, useRef } from 'preact/hooks';

import type { Button } from '../../generated/screens.js';
import { ActionButton } from './ActionButton.js';

interface Props {
  press: Button;
  /** What the core gives to be said. */
  announcement: string;
  language: string;
}

/** Has something read out, by the browser's own voice where it has one on this device. */
export function Voice({ press, announcement, language }: Props) {
  const expected = useRef(false);
  useEffect(() => {
    if (!expected.current || !announcement) return;
    expected.current = false;
    speak(announcement, language);
  }, [announcement, language]);
  useEffect(() => {
    // Browsers look for their voices when they are asked the first time, and have none until then.
    globalThis.speechSynthesis?.getVoices();
    return () => globalThis.speechSynthesis?.cancel();
  }, []);
  if (!press.enabled) return null;
  return (
    <ActionButton
      press={press}
      kind="plain"
      name="read-back"
      before={async () => {
        expected.current = true;
      }}
    />
  );
}

/** Voices that are somebody's server would send the ПИН away. */
function speak(text: string, language: string): void {
  const speech = globalThis.speechSynthesis;
  const here = speech?.getVoices().filter((voice) => voice.localService) ?? [];
  // Few devices speak Kyrgyz; Russian voices read its digits' names well enough to be understood.
  const voice = [language, 'ru'].flatMap((tag) =>
    here.filter((one) => one.lang.startsWith(tag)),
  )[0];
  if (!voice) return;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  speech.cancel();
  speech.speak(utterance);
}
