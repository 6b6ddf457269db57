import type { Context, Journal } from './context.ts';
import type { Channel, Group, Json, StoredFile, View, WorldState } from './state.ts';
import type { Scenario } from './world/scenario.ts';
import { currentScenario } from './world/world.ts';

/** Everything the sandbox knows, for tests. The parts are the live objects, not copies. */
export interface Dump extends Journal {
  now: number;
  channels: Channel[];
  groups: Group[];
  modals: Record<string, View[]>;
  homes: Record<string, View>;
  files: StoredFile[];
  world: WorldState;
  /** The people of the workspace. */
  people: { id: string; name: string }[];
  /** The words of the scenario on stage for responders that play by themselves. */
  script?: Scenario['script'];
  pendingEvents: number;
  faults: Json;
}

/** @param parts names of the parts wanted; all of them when absent. */
export function dump(ctx: Context, parts?: string[]): Partial<Dump> {
  const whole = wholeDump(ctx);
  if (!parts) return whole;
  return Object.fromEntries(Object.entries(whole).filter(([name]) => parts.includes(name)));
}

export function wholeDump(ctx: Context): Dump {
  const { state } = ctx;
  return {
    now: ctx.now(),
    channels: Object.values(state.channels),
    groups: Object.values(state.groups),
    modals: state.modals,
    homes: state.homes,
    files: Object.values(state.files),
    world: state.world,
    people: ctx.workspace.people.map(({ id, name }) => ({ id, name })),
    ...(ctx.scenarios.length > 0 && { script: currentScenario(ctx).script }),
    pendingEvents: state.pendingEvents.length,
    faults: { ...ctx.faults },
    ...ctx.journal,
  };
}
