import { isObject } from '../http/json.ts';
import { readWord } from '../webhooks/fields.ts';

/**
 * What most people get of a flag of LaunchDarkly in an environment, as one word: `off` while it is off, `on` for a boolean
 * flag that serves true, else the name or the value of the variation that everybody gets whom no rule names.
 * @returns undefined where that is a share of several, or the flag is not written out
 */
export function flagVersion(flag: unknown, environment: string): string | undefined {
  if (!isObject(flag) || !isObject(flag.environments)) return undefined;
  const there = Object.hasOwn(flag.environments, environment) ? flag.environments[environment] : undefined;
  if (!isObject(there) || typeof there.on !== 'boolean') return undefined;
  if (!there.on) return 'off';
  const place = isObject(there.fallthrough) ? there.fallthrough.variation : undefined;
  const variations = Array.isArray(flag.variations) ? flag.variations : [];
  const variation: unknown = typeof place === 'number' ? variations[place] : undefined;
  if (!isObject(variation)) return undefined;
  if (typeof variation.value === 'boolean') return variation.value ? 'on' : 'off';
  return readWord(variation.name) ?? readWord(variation.value);
}
