import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnsweredElsewhere } from '../../src/domain/incident/paged-elsewhere.ts';
import { createAnswered } from '../../src/flow/answered.ts';
import { type Flow, openFlow, sampleLibrary } from '../support/given-flow.ts';

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow();
  await flow.alert();
});
afterEach(() => flow.close());

const answer = (change: Partial<AnsweredElsewhere> = {}): AnsweredElsewhere => ({
  id: 'pagerduty/01',
  incident: 1,
  at: flow.now(),
  by: { id: 'PANA001', name: 'Ana L.' },
  ...change,
});

/** @param email what PagerDuty says the user's address is */
const take = (email?: string, pagerduty?: string) => {
  const library = sampleLibrary();
  const people = library.organization.people.map((person) =>
    person.id === 'ana' && pagerduty ? { ...person, pagerduty } : person,
  );
  return createAnswered({
    writer: flow.writer,
    library: () => ({ ...library, organization: { ...library.organization, people } }),
    emailOf: async () => email,
  });
};

describe('somebody acknowledges in PagerDuty', () => {
  it('has acknowledged here too, as the person with that e-mail address', async () => {
    expect(await take('Ana.Lima@Example.com')(answer())).toBe('Ana Lima acknowledged INC-1');
    expect((await flow.incident()).paging.acknowledged).toMatchObject({ by: 'ana', name: 'Ana Lima' });
    await flow.later(60 * 60_000);
    expect(await flow.log()).not.toContain('page.climbed');
  });

  it('or with that PagerDuty id in the organization file, without anything being asked', async () => {
    await take(undefined, 'PANA001')(answer());
    expect((await flow.incident()).paging.acknowledged).toMatchObject({ by: 'ana' });
  });

  it('once, however often it is delivered', async () => {
    await take('ana.lima@example.com')(answer());
    await take('ana.lima@example.com')(answer());
    expect((await flow.log()).filter((type) => type === 'acknowledged')).toHaveLength(1);
  });

  it('whom nobody here knows: that stands on the timeline, and the paging goes on', async () => {
    expect(await take('stranger@example.org')(answer())).toMatch(
      /Ana L\. acknowledged in PagerDuty.*goes on/,
    );
    expect((await flow.incident()).paging.acknowledged).toBeUndefined();
    expect(await flow.log()).toContain('note.written');
    await flow.later(6 * 60_000);
    expect(await flow.log()).toContain('page.climbed');
  });

  it('for an incident that is not there: nothing happens, and it says so', async () => {
    expect(await take('ana.lima@example.com')(answer({ incident: 99 }))).toMatch(/no such incident/);
  });
});
