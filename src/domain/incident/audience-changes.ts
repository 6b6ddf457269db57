import { hearStart, newcomers, toldTo } from './audiences.ts';
import { type Folds, nothing, type Reactions, type Rules } from './slice.ts';

type Happens = 'audience.joined' | 'audience.left';

/** Rules for people who subscribe, or stop it, while an incident goes on. */
export const rules: Rules<'audience.join' | 'audience.leave'> = {
  'audience.join': ({ at, by, audiences }, incident) => {
    if (incident.private) return { events: [] };
    // One who changes what they want to hear of joins anew.
    const known = incident.plan.audiences.map((one) => JSON.stringify(one));
    const joining = audiences.filter((one) => !known.includes(JSON.stringify(one)));
    if (joining.length === 0) return { events: [] };
    const now = joining.filter(({ severities }) => severities.includes(incident.severity));
    const told = incident.storm === undefined ? newcomers(incident, incident.severity, now) : [];
    return {
      events: [{ at, by, type: 'audience.joined', audiences: joining, told: told.map(({ id }) => id) }],
    };
  },

  'audience.leave': ({ at, by, audience }, incident) => {
    const known = incident.plan.audiences.some(({ id }) => id === audience);
    return { events: known ? [{ at, by, type: 'audience.left', audience }] : [] };
  },
};

export const folds: Folds<Happens> = {
  'audience.joined': (incident, { audiences, told }) => ({
    ...incident,
    plan: {
      ...incident.plan,
      audiences: [
        ...incident.plan.audiences.filter(({ id }) => !audiences.some((one) => one.id === id)),
        ...audiences,
      ],
    },
    audiencesTold: toldTo(incident, told),
  }),
  'audience.left': (incident, { audience }) => ({
    ...incident,
    plan: { ...incident.plan, audiences: incident.plan.audiences.filter(({ id }) => id !== audience) },
    // Whoever comes back hears what happened so far.
    audiencesTold: incident.audiencesTold.filter((id) => id !== audience),
  }),
};

export const reactions: Reactions<Happens> = {
  'audience.joined': ({ at, audiences, told }, incident) =>
    hearStart(
      at,
      audiences.filter(({ id }) => told.includes(id)),
      incident,
    ),
  'audience.left': nothing,
};
