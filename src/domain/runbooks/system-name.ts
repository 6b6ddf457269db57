import { plainName } from '../plain-name.ts';
import type { SystemSpec } from './runbook.ts';

/**
 * The one form in which a system's name is looked up and stored: `Search_Assistant` and `search.assistant` name the
 * same system as `search-assistant`.
 */
export function systemId(name: string): string {
  return plainName(name, 'system');
}

/** The listed system that somebody means by a name. */
export function systemNamed(name: string, systems: readonly SystemSpec[]): SystemSpec | undefined {
  const wanted = systemId(name);
  return systems.find(({ id }) => id === name) ?? systems.find(({ id }) => systemId(id) === wanted);
}
