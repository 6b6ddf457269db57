import type { AlertKey, KnownAlert } from './known-alert.ts';

/**
 * Where each alert stands in a list, remembered beside the list. A storm brings thousands of alerts to one incident, and
 * looking through all of them for each would take longer than everything else. A longer list shares the places of the one
 * it was made from, so a place counts only when the alert that stands there is the one that was asked for.
 */
const places = new WeakMap<readonly KnownAlert[], Map<string, number>>();

/** The alert of a list with this source and fingerprint. */
export function alertIn(alerts: readonly KnownAlert[], key: AlertKey): KnownAlert | undefined {
  const place = placeIn(alerts, key);
  return place === undefined ? undefined : alerts[place];
}

/** The list with one more alert at its end. */
export function withOneMore(alerts: readonly KnownAlert[], known: KnownAlert): KnownAlert[] {
  const longer = [...alerts, known];
  const shared = placesOf(alerts);
  shared.set(wordOf(known.alert), alerts.length);
  places.set(longer, shared);
  return longer;
}

/** The list with another in place of the alert that has this key; the same list when none has it. */
export function withChanged(
  alerts: KnownAlert[],
  key: AlertKey,
  change: (known: KnownAlert) => KnownAlert,
): KnownAlert[] {
  const place = placeIn(alerts, key);
  const known = place === undefined ? undefined : alerts[place];
  if (place === undefined || known === undefined) return alerts;
  const changed = alerts.with(place, change(known));
  places.set(changed, placesOf(alerts));
  return changed;
}

function placeIn(alerts: readonly KnownAlert[], key: AlertKey): number | undefined {
  const place = placesOf(alerts).get(wordOf(key));
  if (place === undefined) return undefined;
  const known = alerts[place];
  if (known !== undefined && wordOf(known.alert) === wordOf(key)) return place;
  // Another list that grew from the same one has put an alert of its own there.
  const found = alerts.findIndex(({ alert }) => wordOf(alert) === wordOf(key));
  return found < 0 ? undefined : found;
}

function placesOf(alerts: readonly KnownAlert[]): Map<string, number> {
  const known = places.get(alerts);
  if (known !== undefined) return known;
  const made = new Map(alerts.map(({ alert }, place) => [wordOf(alert), place]));
  places.set(alerts, made);
  return made;
}

function wordOf({ source, fingerprint }: AlertKey): string {
  return `${source}\n${fingerprint}`;
}
