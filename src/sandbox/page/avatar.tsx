import type { SandboxPerson } from '../protocol.ts';
import { Logo } from './icons.tsx';

/** A person's picture: initials on their own colour; airb's mark for the bot. */
export function Avatar({ person, small = false }: { person: SandboxPerson; small?: boolean }) {
  const size = small ? 'avatar avatar-small' : 'avatar';
  if (person.isBot) {
    return (
      <span class={`${size} avatar-bot`} aria-hidden="true">
        <Logo />
      </span>
    );
  }
  const initials = person.name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('');
  return (
    <span class={size} style={{ '--hue': person.hue }} aria-hidden="true">
      {initials.toUpperCase()}
    </span>
  );
}
