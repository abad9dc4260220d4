import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { Session } from '../session.js';

export const SessionContext = createContext<Session | null>(null);

/** The conversation with the core. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('a part is drawn outside the page');
  return session;
}
