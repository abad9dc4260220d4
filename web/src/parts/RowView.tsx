import type { Row } from '../../generated/screens.js';
import { useSession } from './context.js';
import { Icon } from './Icon.js';
import { Photo } from './Photo.js';

/**
 * One row of the ballot. All of it is the target. Every row has the same photo, the same type, the
 * same weight; only what the voter marked looks different.
 */
export function RowView({ row, photos }: { row: Row; photos: boolean }) {
  const session = useSession();
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={row.marked}
      aria-label={row.accessible}
      class="row"
      data-name="row"
      onClick={() => session.send(row.event)}
    >
      <span class="number">{`${row.number}.`}</span>
      {photos && !row.againstAll && <Photo name={row.photo} />}
      <span class="names">
        <b>{row.name}</b>
        {row.given && <span>{row.given}</span>}
      </span>
      <span class="mark" aria-hidden="true">
        {row.marked && <Icon name="check" />}
      </span>
    </button>
  );
}
