import { playedAt } from '../domain/incident/drill-plan.ts';
import type { Opened } from '../domain/incident/state.ts';
import type { Instant } from '../domain/time.ts';
import { DeliveryError } from '../errors.ts';
import type { ActionAnswer, ActionRequest, Actions } from '../ports/action.ts';
import type { Clock } from '../ports/clock.ts';
import type { Scenarios } from '../ports/scenarios.ts';
import type { Signals } from '../ports/signals.ts';
import { openStage, type Scenario, type Stage } from '../sandbox/stage.ts';
import { readQueryAnswer, readRangeAnswer } from '../signals/answer.ts';
import { readShareAnswer } from '../signals/share-answer.ts';

type World = ReturnType<Scenarios['world']>;

/** What was put live and is not in the log yet, by the key of its call: the outcome is read before it is stored. */
export type Deeds = Map<string, { part: string; version: string; at: Instant }>;

interface Playing {
  incident: Opened;
  /** Undefined where its file is gone, or is none any more. */
  scenario: Scenario | undefined;
  clock: Clock;
  /** Kept as long as the process; the log tells the rest. */
  kept: Deeds;
}

/**
 * The world of one drill. It follows from the scenario and the log: what the log says took effect is live. So a restart,
 * or another replica, finds the same world; and one whose scenario is gone answers to nothing.
 */
export function drillWorld(playing: Playing): World {
  return {
    actions: playedActions(playing),
    signals: playedSignals(playing),
    traces: { samples: async () => ({ problem: 'a drill has no traces' }) },
  };
}

const gone = 'the scenario of this drill can’t be read any more';

function stageOf({ incident, scenario, clock, kept }: Playing): Stage | undefined {
  const { drill, containments } = incident;
  if (scenario === undefined || drill === undefined) return undefined;
  const logged = containments.flatMap(({ part, to, appliedAt }) =>
    appliedAt === undefined ? [] : [{ part, version: to, at: appliedAt }],
  );
  const told = [...kept.values()].filter(
    ({ part, version }) => !logged.some((one) => one.part === part && one.version === version),
  );
  const deeds = [...logged, ...told].toSorted((a, b) => a.at - b.at);
  return openStage(scenario, { startedAt: drill.startedAt, now: clock.now(), deeds });
}

function playedActions(playing: Playing): Actions {
  const { incident, clock, kept } = playing;
  const own = (url: string) => {
    const found = playedAt(url);
    return found?.incident === incident.number ? found.part : undefined;
  };
  return {
    async run({ http, version, key, dryRun }: ActionRequest): Promise<ActionAnswer> {
      const part = own(http.url);
      if (part === undefined)
        throw new DeliveryError('A drill calls nothing but the world it plays.', {
          retry: false,
          code: 'drill_only',
        });
      const stage = stageOf(playing);
      const from = stage?.live(part);
      if (stage === undefined || from === undefined)
        return refused(stage === undefined ? gone : `it has no part ${part}`);
      if (!stage.versions(part).includes(version))
        return refused(`${part} has no ${version}; it has ${stage.versions(part).join(', ')}`);
      if (!dryRun) kept.set(key, { part, version, at: clock.now() });
      return { heard: 'accepted', status: 200, response: JSON.stringify({ from, to: version, dryRun }) };
    },
    async current({ url }) {
      const part = own(url);
      const version = part === undefined ? undefined : stageOf(playing)?.live(part);
      return version === undefined ? { problem: gone } : { version };
    },
  };
}

function refused(because: string): ActionAnswer {
  return { heard: 'refused', because, status: 422, response: JSON.stringify({ error: because }) };
}

const contentType = 'application/json';

function playedSignals(playing: Playing): Signals {
  const ask = (query: string, at: Instant) => {
    const answer = stageOf(playing)?.query(query, at);
    return answer && { status: answer.status, text: JSON.stringify(answer.body), contentType };
  };
  return {
    async read(signals, at) {
      return signals.map((spec) => {
        const answer = ask(spec.query, at);
        const outcome = answer === undefined ? { problem: gone } : readQueryAnswer(answer, spec);
        return { signal: spec.name, at, ...outcome };
      });
    },
    async history(signals, stretch) {
      return signals.flatMap((spec) => {
        const worst = spec.better === 'lower' ? 'max' : 'min';
        const query = spec.by === undefined ? spec.query : `${worst}(${spec.query})`;
        const answer = stageOf(playing)?.range(query, stretch);
        const values = answer && readRangeAnswer(answer.status, JSON.stringify(answer.body), stretch);
        return values ? [{ signal: spec.name, from: stretch.from, step: stretch.step, values }] : [];
      });
    },
    async shares(observed, at) {
      return observed.map((spec) => {
        const answer = ask(spec.query, at);
        return answer === undefined ? { problem: gone } : readShareAnswer(spec.label, answer);
      });
    },
  };
}
