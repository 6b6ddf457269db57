import type { ScheduleSource } from '../domain/oncall/elsewhere.ts';
import type { Rotation } from '../domain/oncall/rotation.ts';
import type { Rung } from '../domain/oncall/rungs.ts';
import { momentOf } from '../domain/oncall/wall-time.ts';
import type { PolicyFile, RotationFile } from './files/oncall.ts';

type Policies = Record<string, PolicyFile>;

/**
 * A rotation as the domain knows it: layers without a zone of their own have that of the rotation. What a schedule kept
 * elsewhere says is not in the file.
 */
export function toRotation(id: string, file: RotationFile): Rotation {
  const { title = id, zone, layers = [], overrides, source, keepsSlackGroup } = file;
  return {
    id,
    title,
    zone,
    layers: layers.map(({ every, ...layer }) => ({
      ...layer,
      zone: layer.zone ?? zone,
      ...(every !== undefined && { every }),
    })),
    overrides: overrides.map(({ from, to, for: instead, person }) => ({
      person,
      from: momentOf(from.slice(0, 10), from.slice(11), zone),
      to: momentOf(to.slice(0, 10), to.slice(11), zone),
      ...(instead !== undefined && { for: instead }),
    })),
    ...(source && { elsewhere: toSource(source).kind }),
    ...(keepsSlackGroup !== undefined && { slackGroup: keepsSlackGroup }),
  };
}

/** How the schedules that are kept elsewhere are asked for, by rotation. */
export function sourcesOf(rotations: Record<string, RotationFile>): Record<string, ScheduleSource> {
  return Object.fromEntries(
    Object.entries(rotations).flatMap(([id, { source }]) => (source ? [[id, toSource(source)]] : [])),
  );
}

function toSource(file: NonNullable<RotationFile['source']>): ScheduleSource {
  const { pagerduty, pagerdutyPolicy, level = 1, calendar = '', slackGroup } = file;
  if (pagerduty !== undefined) return { kind: 'pagerduty', schedule: pagerduty };
  if (pagerdutyPolicy !== undefined) return { kind: 'pagerduty', policy: pagerdutyPolicy, level };
  // The reader has made sure that one of them is there.
  return slackGroup === undefined
    ? { kind: 'calendar', at: calendar }
    : { kind: 'slack-group', group: slackGroup };
}

/** The steps of a policy with those of the policies after it. One that leads back to itself ends where it would begin again. */
export function stepsOf(name: string, policies: Policies): Rung[] {
  return chain(name, policies).flatMap((id) => (policies[id]?.steps ?? []).map(toRung));
}

/** The policies from this one on, in order, each once. */
export function chain(name: string, policies: Policies): string[] {
  const names: string[] = [];
  let next: string | undefined = name;
  while (next !== undefined && Object.hasOwn(policies, next) && !names.includes(next)) {
    names.push(next);
    next = policies[next]?.then;
  }
  return names;
}

export function toRung({ people, after, acknowledge }: PolicyFile['steps'][number]): Rung {
  return { people, after, ...(acknowledge === 'all' && { acknowledge }) };
}
