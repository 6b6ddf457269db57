import { lasting } from '../../domain/response/shares.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import { type Account, applied, helped } from './account.ts';

/**
 * The parts whose way back was measured to help: alone, or together with switching the system on again. Where several
 * went back beside each other, nobody can tell which of them it was, so none is named.
 */
export function cured({ incident }: Account): string[] {
  const alone = helped(incident).map(({ part }) => part);
  const stands = lasting(applied(incident)).map(({ part }) => part);
  const together = applied(incident).flatMap((deed) => {
    const good = deed.verdict === 'contained' || deed.verdict === 'partly contained';
    const measured = good && deed.overlaps === undefined ? (deed.together ?? []) : [];
    return measured.filter((part) => stands.includes(part));
  });
  const taken = incident.containments.filter((one) => containmentFor(incident, one) === undefined);
  return [...new Set([...alone, ...together])].filter((part) => taken.some((one) => one.part === part));
}
