import { useCallback, useEffect, useState } from 'preact/hooks';

/** What the address bar holds, so that a link opens exactly one view of one person. */
export interface Place {
  /** User id of the person acted as; empty until the workspace is known. */
  as: string;
  channel: string;
  /** Root message of the thread shown beside the conversation; empty for none. */
  thread: string;
  view: 'channel' | 'home';
}

/** Reads a place from the query part of an address; unknown parameters are ignored. */
export function parsePlace(search: string): Place {
  const query = new URLSearchParams(search);
  return {
    as: query.get('as') ?? '',
    channel: query.get('channel') ?? '',
    thread: query.get('thread') ?? '',
    view: query.get('view') === 'home' ? 'home' : 'channel',
  };
}

/** The query part that `parsePlace` reads back; empty parts are left out. */
export function formatPlace(place: Place): string {
  const query = new URLSearchParams();
  if (place.as) query.set('as', place.as);
  if (place.channel) query.set('channel', place.channel);
  if (place.thread) query.set('thread', place.thread);
  if (place.view === 'home') query.set('view', 'home');
  return `?${query.toString()}`;
}

/** The current place and a way to move; each move is one step of the browser's history. */
export function usePlace(): [Place, (change: Partial<Place>, replace?: boolean) => void] {
  const [place, setPlace] = useState(() => parsePlace(location.search));
  useEffect(() => {
    const back = () => setPlace(parsePlace(location.search));
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  const go = useCallback((change: Partial<Place>, replace = false) => {
    const next = { ...parsePlace(location.search), ...change };
    const address = formatPlace(next);
    // Settling is no move of anybody's: only those are told where nothing changes.
    if (address === location.search) return replace ? undefined : setPlace(next);
    if (replace) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    setPlace(next);
  }, []);
  return [place, go];
}
