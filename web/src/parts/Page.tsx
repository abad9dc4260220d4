import type { ComponentChildren } from 'preact';

interface Props {
  children: ComponentChildren;
  /** Buttons, and what belongs to them: always in sight where there is room. */
  foot?: ComponentChildren;
  /** Room for two cards side by side. */
  wide?: boolean;
  /** In the middle of the window, as far as there is room. */
  centred?: boolean;
}

/** What a screen has under the header: what scrolls, and the foot bar. */
export function Page({ children, foot, wide = false, centred = false }: Props) {
  return (
    <>
      <main class={`${wide ? 'wide' : ''} ${centred ? 'centred' : ''}`}>{children}</main>
      {foot && (
        <footer>
          <div class={`foot ${wide ? 'wide' : ''}`}>{foot}</div>
        </footer>
      )}
    </>
  );
}
