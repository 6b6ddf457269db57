import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { airb } from '../../src/domain/people.ts';
import type { AudienceSpec } from '../../src/domain/runbooks/audience.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { second } from '../../src/domain/time.ts';
import { DeliveryError } from '../../src/errors.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog } from '../support/log.ts';
import { ben, person } from '../support/worked-example.ts';

let flow: Flow;
afterEach(() => flow.close());

/** Twelve lists that hear of every severity. */
const lists = Array.from({ length: 12 }, (_, n): AudienceSpec => {
  const title = `List ${n}`;
  const destination = { by: 'email' as const, addresses: [`list${n}@example.org`] };
  const severities = ['sev1', 'sev2', 'sev3'] as const;
  return {
    id: `list${n}`,
    title,
    by: 'email',
    form: 'internal',
    severities: [...severities],
    systems: 'all',
    destination,
  };
});
const withLists = (library: Library): Library => ({
  ...library,
  organization: { ...library.organization, audiences: [...library.organization.audiences, ...lists] },
});

const email = () => flow.publishers.find(({ by }) => by === 'email') ?? flow.publishers[0];
const stages = () => email()?.sent.map(({ publication }) => publication.stage) ?? [];

describe('twelve audiences', () => {
  beforeEach(async () => {
    flow = await openFlow(withLists);
    await flow.alert();
    await flow.deliverer.run();
  });

  it('all hear a severity change without any wait, and it joins what they heard first', async () => {
    expect(stages()).toEqual(Array(12).fill('started'));
    await flow.writer.handle(1, { type: 'severity', to: 'sev1', reason: 'all users' }, person(ben));
    // The clock stands: nothing of it waits for a later moment.
    await flow.deliverer.run();
    expect(stages().filter((stage) => stage === 'severity')).toHaveLength(12);
    expect(
      email()
        ?.sent.slice(12)
        .every(({ thread }) => thread === 'email:1'),
    ).toBe(true);
    await flow.settled();
  });

  it('do not wait for one whose server hangs, and that one hears all of it in order', async () => {
    expectLog(/^warn “List \d+” waits for the update: it hangs/);
    const hangs = new DeliveryError('it hangs', { retry: true, code: 'smtp_etimedout' });
    email()?.next.push(hangs, hangs, hangs);
    await flow.writer.handle(1, { type: 'severity', to: 'sev1', reason: 'all users' }, person(ben));
    await flow.deliverer.run();
    for (let n = 0; n < 6; n += 1) await flow.later(5 * second);
    expect(stages().filter((stage) => stage === 'severity')).toHaveLength(12);
    await flow.settled();
  });
});

it('a subscriber hears of an incident from its start, by their own way', async () => {
  flow = await openFlow();
  await flow.store.subscribe({ person: 'eva', by: 'email', system: 'support-bot', severities: ['sev3'] });
  await flow.store.subscribe({ person: 'dev', by: 'email', system: 'refund-agent', severities: ['sev3'] });
  await flow.alert();
  await flow.deliverer.run();
  await flow.deliverer.run();
  expect(email()?.sent.map(({ person: who, publication }) => [who, publication.stage])).toEqual([
    ['eva', 'started'],
  ]);
  await flow.writer.handle(1, { type: 'audience.leave', audience: 'email:eva' }, airb);
  await flow.writer.handle(1, { type: 'severity', to: 'sev1', reason: 'all users' }, person(ben));
  await flow.deliverer.run();
  expect(email()?.sent).toHaveLength(1);
  await flow.settled();
});
