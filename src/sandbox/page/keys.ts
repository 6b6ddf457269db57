import { useEffect } from 'preact/hooks';
import type { SandboxPerson } from '../protocol.ts';
import type { Place } from './state/place.ts';

interface PageKeys {
  people: SandboxPerson[];
  go(change: Partial<Place>): void;
  search(): void;
}

/** Keys of the whole page: Ctrl or Cmd + K to go somewhere, Alt + 1…9 to act as that person of the list. */
export function usePageKeys({ people, go, search }: PageKeys) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const digit = event.altKey && !event.ctrlKey ? event.code.match(/^Digit([1-9])$/)?.[1] : undefined;
      const person = digit && people.filter((p) => !p.isBot)[Number(digit) - 1];
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') search();
      else if (person) go({ as: person.id, thread: '' });
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });
}
