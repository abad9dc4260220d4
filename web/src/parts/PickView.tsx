import type { Pick } from '../../generated/screens.js';
import { Photo } from './Photo.js';

/** Somebody who is marked, as on the ballot. */
export function PickView({ pick, photos }: { pick: Pick; photos: boolean }) {
  return (
    <li class="pick" data-name="pick">
      {photos && !pick.againstAll && <Photo name={pick.photo} />}
      <span class="names">
        <b>{`${pick.number}. ${pick.name}`}</b>
        {pick.given && <span>{pick.given}</span>}
      </span>
    </li>
  );
}
