import type { Pick } from '../../generated/screens.js';
import { Photo } from './Photo.js';

/** Somebody who is marked, as on the ballot. */
export function PickView({ pick, photos }: { pick: Pick; photos: boolean }) {
  const candidate = pick.number > 0;
  return (
    <li class="pick" data-name="pick">
      {photos && candidate && <Photo name={pick.photo} />}
      <span class="names">
        <b>{candidate ? `${pick.number}. ${pick.name}` : pick.name}</b>
        {pick.given && <span>{pick.given}</span>}
      </span>
    </li>
  );
}
