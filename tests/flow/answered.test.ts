import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnsweredElsewhere } from '../../src/domain/incident/paged-elsewhere.ts';
import { createAnswered } from '../../src/flow/answered.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { sampleLibrary } from '../support/sample-library.ts';
import { person as actorOf, ben } from '../support/worked-example.ts';

const ofBen = actorOf(ben);

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow();
  await flow.alert();
});
afterEach(() => flow.close());

const answer = (change: Partial<AnsweredElsewhere> = {}): AnsweredElsewhere => ({
  id: 'pagerduty/01',
  incident: 1,
  reopened: 0,
  at: flow.now(),
  by: { id: 'PANA001', name: 'Ana L.' },
  ...change,
});

/** @param email what PagerDuty says the user's address is */
const take = (email?: string, pagerduty?: string, ...also: string[]) => {
  const library = sampleLibrary();
  const people = library.organization.people.map((person) =>
    pagerduty && ['ana', ...also].includes(person.id) ? { ...person, pagerduty } : person,
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

  it.each<[string, Parameters<typeof take>]>([
    ['the address of somebody who is known by another id', ['ana.lima@example.com', 'POTHER']],
    ['an id that two people have', ['', 'PANA001', 'ben']],
  ])('is nobody here with %s', async (_, known) => {
    await take(...known)(answer());
    expect((await flow.incident()).paging.acknowledged).toBeUndefined();
  });

  it('an address with a letter that only its small form shares is another address', async () => {
    const library = sampleLibrary();
    const person = library.organization.people.find(({ id }) => id === 'ben');
    const kelvin = (person?.email ?? '').replace('k', '\u212A');
    expect(kelvin).toContain('\u212A');
    expect(kelvin.toLowerCase()).toBe(person?.email);
    await take(kelvin)(answer());
    expect((await flow.incident()).paging.acknowledged).toBeUndefined();
  });

  it('before the incident was opened again: who is paged now has not answered', async () => {
    const again = { type: 'reopen' as const, reason: 'it came back' };
    await flow.writer.handle(1, { type: 'cancel', reason: 'a load test' }, ofBen);
    await flow.writer.handle(1, again, ofBen);
    expect(await take('ana.lima@example.com')(answer())).toMatch(/opened again since that page.*goes on/);
    expect((await flow.incident()).paging.acknowledged).toBeUndefined();
    await take('ana.lima@example.com')(answer({ id: 'pagerduty/02', reopened: 1 }));
    expect((await flow.incident()).paging.acknowledged).toMatchObject({ by: 'ana' });
  });

  it('for an incident that is not there: nothing happens, and it says so', async () => {
    expect(await take('ana.lima@example.com')(answer({ incident: 99 }))).toMatch(/no such incident/);
  });
});
