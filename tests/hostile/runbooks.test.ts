import { describe, expect, it } from 'vitest';
import { expectLog, logged } from '../support/log.ts';
import { until } from '../support/until.ts';
import { alert, fire, type House, openHouse } from './house.ts';

const refusals = 'library/governance/refusal-spike.yaml';

interface Ready {
  ready: boolean;
  checks: { name: string; ok: boolean; detail: string; findings?: string[] }[];
}

async function runbooksCheck(house: House) {
  const answer = await fetch(`${house.url}/readyz`);
  const { ready, checks } = (await answer.json()) as Ready;
  return { status: answer.status, ready, check: checks.find(({ name }) => name === 'runbooks') };
}

describe('a runbook file that breaks while airb runs', () => {
  it.each([
    ['is cut off in the middle', (text: string) => text.slice(0, 700)],
    [
      'loses a section',
      (text: string) => text.replace(/^rollback:[\s\S]*?^communication:/m, 'communication:'),
    ],
    ['is no YAML any more', () => '\u0000\u0001 {{{'],
    ['is emptied', () => ''],
    ['gets a secret written into it', (text: string) => `${text}\n# Bearer ${'a1B2'.repeat(10)}\n`],
  ])('and %s: the last good version stays in use, and the log and /readyz say so', async (_, spoil) => {
    expectLog(/^error .*refusal-spike\.yaml:\d+/, /^error .*the last good version stays in use/);
    const house = await openHouse();
    const good = house.runbooks.read(refusals);
    const hash = house.app.library().runbooks.find(({ id }) => id === 'refusal-spike')?.hash;
    house.runbooks.write(refusals, spoil(good));
    const broken = await until('the finding', async () => {
      const told = await runbooksCheck(house);
      return told.check?.ok === false && told;
    });
    expect(broken).toMatchObject({ status: 200, ready: true });
    expect(broken.check?.detail).toBe('a file is broken; the last good version is in use');
    expect(broken.check?.findings?.[0]).toMatch(/^library\/governance\/refusal-spike\.yaml:\d+ /);
    expect(JSON.stringify(broken)).not.toContain('a1B2a1B2');
    const errors = logged()
      .filter(({ level }) => level === 'error')
      .map(({ message }) => message);
    expect(errors.join('\n')).not.toContain('a1B2a1B2');

    const answer = await fire(house, alert({ fingerprint: 'another', startsAt: '2025-02-17T14:20:00Z' }));
    expect(answer.body).toMatchObject({ alerts: [{ incident: 1 }] });
    const [opened] = await house.app.store.events(1);
    expect(opened?.event).toMatchObject({ plan: { runbook: { id: 'refusal-spike', hash } } });
    expect(house.app.library().runbooks.find(({ id }) => id === 'refusal-spike')?.hash).toBe(hash);

    house.runbooks.write(refusals, good.replace('title: Refusals rise', 'title: Too many refusals'));
    await until('the mended file', async () => (await runbooksCheck(house)).check?.ok);
    expect(house.app.library().runbooks.find(({ id }) => id === 'refusal-spike')?.title).toBe(
      'Too many refusals',
    );
  });
});
