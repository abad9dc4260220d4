/** Signs, drawn with lines. */

const PATHS = {
  back: ['M15 5L8 12L15 19'],
  down: ['M5 9L12 16L19 9'],
  check: ['M5 12.5L10 17.5L19.5 7.5'],
  alert: ['M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0', 'M12 7.5V12.5', 'M12 16.2V16.3'],
  camera: [
    'M4 8H7.5L9 5.5H15L16.5 8H20V18.5H4Z',
    'M8.8 13a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0',
  ],
  network: [
    'M3 9.5C8 5 16 5 21 9.5',
    'M6.3 13C9.5 10.2 14.5 10.2 17.7 13',
    'M9.5 16.4C11 15.2 13 15.2 14.5 16.4',
    'M4 4L20 20',
  ],
  server: ['M5 4.5H19V10.5H5Z', 'M5 13.5H19V19.5H5Z', 'M8.5 7.5V7.6', 'M8.5 16.5V16.6'],
  election: ['M4 6H20V20H4Z', 'M4 10.5H20', 'M8 3.5V7', 'M16 3.5V7'],
  unknown: [
    'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0',
    'M9.3 9.6C9.3 6.6 14.7 6.6 14.7 9.6C14.7 11.6 12 11.7 12 13.6',
    'M12 16.6V16.7',
  ],
  globe: [
    'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0',
    'M3 12H21',
    'M12 3C7.5 7.5 7.5 16.5 12 21C16.5 16.5 16.5 7.5 12 3',
  ],
  lock: ['M6 11H18V20H6Z', 'M8.5 11V8A3.5 3.5 0 0 1 15.5 8V11', 'M12 14.7V16.3'],
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {PATHS[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}

/** A sign on a round ground. */
export function Badge({ name, tone }: { name: IconName; tone: 'ok' | 'warn' | 'error' | 'info' }) {
  return (
    <span class={`badge badge-${tone}`}>
      <Icon name={name} />
    </span>
  );
}

/** The tunduk; it has words only where it stands for itself. */
export function Tunduk({ label }: { label?: string }) {
  const words = label ? ({ role: 'img', 'aria-label': label } as const) : { 'aria-hidden': true };
  return (
    <svg class="tunduk" viewBox="0 0 100 100" focusable="false" {...words}>
      <circle cx="50" cy="50" r="46" stroke-width="3.9" />
      <circle cx="50" cy="50" r="38.6" />
      <path d="M31.4 16.2Q45.3 50 31.4 83.8M16.2 31.4Q50 45.3 83.8 31.4M50 11.4V88.6M11.4 50H88.6M68.6 16.2Q54.7 50 68.6 83.8M16.2 68.6Q50 54.7 83.8 68.6" />
    </svg>
  );
}
