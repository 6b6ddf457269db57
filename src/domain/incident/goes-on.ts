import type { CommandBody } from './commands.ts';
import type { Incident } from './state.ts';

/**
 * Where an alert goes on that belonged to this incident: to the one it was merged into, or to the one it was split out to.
 * @returns undefined where it stays, and for whatever else is asked
 */
export function goesOnAs(incident: Incident, command: CommandBody): number | undefined {
  if (command.type !== 'alert.arrive' || incident.phase === 'none') return undefined;
  if (incident.phase === 'merged') return incident.into;
  const { source, fingerprint } = command.alert;
  return incident.splitOff?.findLast(({ alerts }) =>
    alerts.some((key) => key.source === source && key.fingerprint === fingerprint),
  )?.to;
}
