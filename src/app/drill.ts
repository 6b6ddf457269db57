import { systemClock } from '../clock.ts';
import { type Config, fileEnvironment } from '../config.ts';
import type { Rejection } from '../domain/incident/commands.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { createDrills, type DrillAsked } from '../flow/drills.ts';
import { createMask } from '../flow/masked.ts';
import { createStates } from '../flow/states.ts';
import { createWriter } from '../flow/write.ts';
import { loadLibrary } from '../library/load.ts';
import type { ScenarioSpec } from '../ports/scenarios.ts';
import type { Store } from '../ports/store.ts';
import { masking } from '../redaction/masking.ts';
import { hash } from './drafts.ts';
import { scenariosOf } from './scenarios.ts';

export interface DrillVerb {
  library: Library;
  scenarios(): ScenarioSpec[];
  /** Opens it in the records; an airb that serves them opens its channel with its next sweep. */
  start(store: Store, asked: Omit<DrillAsked, 'inputKey'>): Promise<{ number: number } | Rejection>;
}

/** The same, with the runbook files as they are now. */
export async function drillsHere(config: Config): Promise<DrillVerb | { problem: string }> {
  const { library } = loadLibrary(config.runbooksDir, { env: fileEnvironment(config) });
  return library === undefined
    ? { problem: `The files in ${config.runbooksDir} can’t be used; \`airb runbooks lint\` says why.` }
    : drillsIn(config, library);
}

/** Drills for a verb, in an installation with a real chat. Whoever may write its records may also begin one. */
export function drillsIn(config: Config, library: Library): DrillVerb {
  const scenarios = scenariosOf(config, { library: () => library, clock: systemClock });
  const chats = [...(config.slack ? ['slack'] : []), ...(config.teams?.app ? ['teams'] : [])];
  const context = () => ({ library, pagers: ['chat'], chats, publicUrl: config.publicUrl, hash });
  return {
    library,
    scenarios: () => scenarios.list(),
    start(store, asked) {
      const folded = {
        store,
        clock: systemClock,
        states: createStates(),
        mask: createMask({ masking, hash }),
        hash,
      };
      const writer = createWriter(folded);
      const inputKey = `drill/by hand/${systemClock.now()}`;
      const drills = createDrills({ store, writer, clock: systemClock, context, scenarios });
      return drills.start({ ...asked, inputKey });
    },
  };
}
