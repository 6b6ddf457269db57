import type { Opened } from '../../domain/incident/state.ts';
import { sharesOf } from '../../domain/response/shares.ts';

/** `79 % of the way back`, where several actions helped; undefined where the part was alone or was not measured by itself. */
export function shareOf({ plan, containments }: Opened, part: string): string | undefined {
  const own = sharesOf(plan, containments)?.shares.find((one) => one.part === part);
  return own && `${Math.round(own.share * 100)} % of the way back`;
}
