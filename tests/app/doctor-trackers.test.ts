import { describe, expect, it } from 'vitest';
import { checkTrackers } from '../../src/app/doctor/trackers.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { DeliveryError } from '../../src/errors.ts';
import type { Tracker } from '../../src/ports/tracker.ts';
import { sampleLibrary } from '../support/sample-library.ts';

const named = (...trackers: NonNullable<Library['organization']['tracker']>[]): Library => {
  const library = sampleLibrary();
  const [tracker, own] = trackers;
  return {
    ...library,
    organization: { ...library.organization, ...(tracker && { tracker }) },
    systems: library.systems.map((system, n) => (n === 0 && own ? { ...system, tracker: own } : system)),
  };
};

/** GitHub, which knows one repository. */
const github: Tracker = {
  name: 'github',
  open: async () => ({ key: '#1', link: 'https://github.example/1' }),
  look: async () => ({ state: 'open' }),
  async check(project) {
    if (project !== 'acme/bot')
      throw new DeliveryError('GitHub refused it with 404.', { retry: false, code: 'github_404' });
  },
};
const examined = (library: Library | undefined, trackers: Tracker[]) =>
  checkTrackers({ library, means: { trackers } });

describe('airb doctor, of trackers', () => {
  it('asks for each place that the files name, once', async () => {
    const place = { name: 'github' as const, project: 'acme/bot' };
    expect(await examined(named(place, place), [github])).toEqual([
      { check: 'trackers', state: 'ok', what: 'GitHub, acme/bot answers' },
    ]);
    expect(await examined(named(place, { ...place, project: 'acme/gone' }), [github])).toMatchObject([
      { state: 'ok' },
      { state: 'broken', what: 'GitHub, acme/gone: GitHub refused it with 404.', cost: expect.any(String) },
    ]);
  });

  it('says where a token is missing, and nothing where no tracker is named', async () => {
    expect(await examined(named({ name: 'linear', project: 'OPS' }), [github])).toMatchObject([
      {
        state: 'broken',
        what: 'Linear, OPS: airb has no token for it',
        fix: expect.stringContaining('follow-up'),
      },
    ]);
    expect(await examined(named(), [github])).toEqual([]);
    expect(await examined(undefined, [])).toEqual([]);
  });
});
