import type { Qr } from '../../generated/screens.js';

/** Modules of quiet zone that readers need. */
const MARGIN = 4;

/** A QR code: always dark on light, in any mode and in print. */
export function QrCode({ qr, large = false }: { qr: Qr | null; large?: boolean }) {
  if (!qr) return null;
  const whole = qr.side + 2 * MARGIN;
  let path = '';
  qr.modules.forEach((dark, place) => {
    if (dark) {
      path += `M${(place % qr.side) + MARGIN} ${Math.floor(place / qr.side) + MARGIN}h1v1h-1z`;
    }
  });
  return (
    <svg
      class={`qr ${large ? 'large' : ''}`}
      role="img"
      aria-label={qr.label}
      viewBox={`0 0 ${whole} ${whole}`}
      shape-rendering="crispEdges"
      focusable="false"
    >
      <rect width={whole} height={whole} class="qr-ground" />
      <path d={path} class="qr-modules" />
    </svg>
  );
}
