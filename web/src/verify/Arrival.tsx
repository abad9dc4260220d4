import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  text: string;
  small?: boolean;
  /** Whether somebody was led here, and has not just opened the page. */
  led: boolean;
}

/** The heading of what has come in place of something else: keyboard and screen reader go on from here. */
export function Arrival({ text, small = false, led }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    // What somebody has turned to in the meantime is left alone.
    const { activeElement } = document;
    if (led && (activeElement === null || activeElement === document.body))
      heading.current?.focus();
  }, []);
  return (
    <h2 class={small ? 'small' : ''} tabIndex={-1} ref={heading}>
      {text}
    </h2>
  );
}
