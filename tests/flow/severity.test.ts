import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { ben, person, refusalAlert } from '../support/worked-example.ts';

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow();
});
afterEach(() => flow.close());

const send = (fingerprint: string, severity?: string) =>
  flow.alert({ fingerprint, severity, labels: { ...refusalAlert.labels, severity: severity ?? '' } });
const severity = async () => (await flow.incident()).severity;
const lower = (to: 'sev3' | 'sev4') =>
  flow.writer.handle(1, { type: 'severity', to, reason: 'few users' }, person(ben));

describe('an alert joins an incident', () => {
  it.each([
    ['info', 'critical', 'sev2'],
    ['info', 'P2', 'sev2'],
    ['info', 'warning', 'sev3'],
    ['warning', 'SEV-1', 'sev1'],
    ['P4', '1', 'sev1'],
    ['critical', 'info', 'sev2'],
    ['critical', 'banana', 'sev2'],
    ['info', undefined, 'sev4'],
    ['P1', 'fatal', 'sev1'],
  ])('opened by %s: one that says %s makes it %s', async (first, second, expected) => {
    await send('a', first);
    await send('b', second);
    expect(await severity()).toBe(expected);
  });

  it('and raises it by an event that names the alert and its severity, and pages as that severity does', async () => {
    await send('a', 'info');
    await flow.deliverer.run();
    await flow.writer.handle(1, { type: 'acknowledge', via: 'chat' }, person(ben));
    const paged = flow.pager.sent.length;
    await flow.alert({ fingerprint: 'b', title: 'Refusals 60 %', severity: 'critical' });
    const raised = (await flow.store.events(1)).map(({ event }) => event).at(-1);
    expect(raised).toMatchObject({
      type: 'severity.changed',
      from: 'sev4',
      to: 'sev2',
      reason: 'the alert “Refusals 60 %” says critical',
      by: { kind: 'source', name: 'alertmanager' },
    });
    await flow.deliverer.run();
    const raise = flow.pager.sent.slice(paged).filter(({ action }) => action === 'trigger');
    expect(raise.flatMap(({ people }) => people.map(({ id }) => id)).sort()).toEqual(['ana', 'ben']);
    const said = flow.chat.texts('inc-20250217-1-support-bot-refusal-spike');
    expect(said).toContainEqual(expect.stringMatching(/Refusals 60 % \(critical, sev2\) joined/));
    expect(said).toContainEqual(expect.stringMatching(/Severity sev4 → sev2.*says critical/));
  });

  it('what a person lowered stays lowered when the same alert, or one as bad, comes again', async () => {
    await send('a', 'critical');
    await lower('sev4');
    await send('a', 'critical');
    await send('another pod', 'critical');
    await flow.alert({ status: 'resolved', severity: 'critical', fingerprint: 'a' });
    await send('a', 'critical');
    expect(await severity()).toBe('sev4');
  });

  it('but not when a worse one than any so far comes, be it the same alert grown worse', async () => {
    await send('a', 'warning');
    await lower('sev4');
    await send('a', 'critical');
    expect(await severity()).toBe('sev2');
    expect((await flow.log()).slice(-2)).toEqual(['alert.worsened', 'severity.changed']);
    await lower('sev3');
    await send('a', 'critical');
    expect(await severity()).toBe('sev3');
    await send('b', 'sev1');
    expect(await severity()).toBe('sev1');
  });

  it('another failure that begins worse raises as well, whatever was lowered for the first', async () => {
    await send('a', 'critical');
    await lower('sev4');
    await flow.later(minute);
    await flow.alert({ fingerprint: 'cost', failure: 'cost-spike', severity: 'critical' });
    expect(await severity()).toBe('sev2');
  });
});
