import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import type { Event, Frame, Screen } from '../../generated/screens.js';
import { SessionContext, useSession } from '../parts/context.js';
import { ActionButton } from '../parts/ActionButton.js';
import { Icon, Tunduk } from '../parts/Icon.js';
import type { Session } from '../session.js';
import { ContentView } from './ContentView.js';

/** What all screens share: band, back or tunduk, title, language, steps, the warning before a session ends. */
export function FrameView({ screen, session }: { screen: Screen; session: Session }) {
  const frame = screen.frame;
  const kind = Object.keys(screen.content)[0] ?? '';
  const notice = 'notice' in screen.content ? screen.content.notice : null;
  const title = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  const named = notice?.heading ?? frame.title;
  useLayoutEffect(() => {
    document.documentElement.lang = frame.language;
    document.title = named;
  }, [frame.language, named]);
  useLayoutEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    // Screens on which one types at once have put the focus into their field. A message is better told by its
    // heading than by the name of the app.
    const typing = document.activeElement instanceof HTMLInputElement;
    if (!typing) ((notice && heading()) ?? title.current)?.focus();
  }, [kind, notice?.kind]);
  useKeptFocus();
  return (
    <SessionContext.Provider value={session}>
      <div class="page" data-screen={kind} data-working={frame.working}>
        <header>
          {frame.band && <p class="band">{frame.band}</p>}
          <div class="bar">
            {frame.back ? <Back frame={frame} /> : <Tunduk />}
            <h1 tabIndex={-1} ref={title}>
              {frame.title}
            </h1>
            <Languages frame={frame} />
          </div>
          <Steps frame={frame} />
          {/* Opening and casting say themselves that something is being done. */}
          <div
            class={`working ${frame.working && !['opening', 'casting'].includes(kind) ? 'on' : ''}`}
            aria-hidden="true"
          />
          <div role="alert">
            {frame.session && (
              <div class="session">
                <b>{frame.session.title}</b>
                <p>{frame.session.body}</p>
                <ActionButton press={frame.session.here} name="here" />
              </div>
            )}
          </div>
        </header>
        <ContentView key={kind} screen={screen} />
        <Announcement
          screen={`${kind} ${frame.language}`}
          text={frame.announcement}
          arrival={'receipt' in screen.content ? screen.content.receipt.heading : ''}
        />
      </div>
    </SessionContext.Provider>
  );
}

/** The heading of what the screen shows. */
function heading(): HTMLElement | null {
  return document.querySelector<HTMLElement>('main h2');
}

/** Where what had the focus is no more, the heading above it has it: not the top of the page. */
function useKeptFocus(): void {
  const held = useRef<Element | null>(null);
  useEffect(() => {
    const hold = (event: FocusEvent): void => {
      held.current = event.target instanceof Element ? event.target : null;
    };
    document.addEventListener('focusin', hold);
    return () => document.removeEventListener('focusin', hold);
  }, []);
  useLayoutEffect(() => {
    if (!held.current || held.current.isConnected) return;
    held.current = null;
    if (document.activeElement === document.body) heading()?.focus({ preventScroll: true });
  });
}

function Back({ frame }: { frame: Frame }) {
  const session = useSession();
  const press = frame.back;
  return press ? (
    <button
      type="button"
      class="back"
      data-name="back"
      aria-label={press.accessible}
      aria-disabled={!press.enabled}
      onClick={() => press.enabled && session.send(press.event)}
    >
      <Icon name="back" />
    </button>
  ) : null;
}

function Languages({ frame }: { frame: Frame }) {
  const session = useSession();
  const current = frame.languages.findIndex((choice) => choice.current);
  return (
    <span class="language">
      {/* Seen where there is no room for the name. */}
      <Icon name="globe" />
      <select
        data-name="language"
        aria-label={frame.languageLabel}
        value={String(current)}
        onChange={(change) => {
          const choice = frame.languages[Number(change.currentTarget.value)];
          if (choice) session.send(choice.event);
        }}
      >
        {frame.languages.map((choice, place) => (
          <option key={choice.name} value={String(place)} lang={tagOf(choice.event)}>
            {choice.name}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </span>
  );
}

/** A language's own name is said in that language. */
function tagOf(event: Event): string | undefined {
  return event.event === 'language' ? event.tag : undefined;
}

function Steps({ frame }: { frame: Frame }) {
  if (frame.step === 0) return null;
  return (
    <div class="steps" role="img" aria-label={frame.stepLabel}>
      {Array.from({ length: frame.steps }, (_, place) => (
        <span key={place} class={place < frame.step ? 'done' : ''} />
      ))}
    </div>
  );
}

/**
 * Said by screen readers at once; the same words are said again when the core says them again. That a
 * vote is cast is said when its receipt comes. Nothing of a screen stays when it goes: the words may name
 * who was marked.
 */
function Announcement(props: { screen: string; text: string; arrival: string }) {
  const { screen, text, arrival } = props;
  const place = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const say = (words: string): void => {
    clearTimeout(timer.current);
    if (place.current) place.current.textContent = '';
    if (!words) return;
    timer.current = setTimeout(() => {
      if (place.current) place.current.textContent = words;
    }, 60);
  };
  useLayoutEffect(() => say(''), [screen]);
  useEffect(() => {
    if (text) say(text);
  });
  useEffect(() => {
    if (arrival) say(arrival);
  }, [arrival]);
  return <div class="unseen" aria-live="assertive" ref={place} data-name="announcement" />;
}
