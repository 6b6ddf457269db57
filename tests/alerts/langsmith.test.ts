import { describe, expect, it } from 'vitest';
import { langsmith, parseLangSmith } from '../../src/alerts/langsmith.ts';
import { severityOfWord } from '../../src/domain/signals/severity-words.ts';
import { hour } from '../../src/domain/time.ts';
import { readAlerts } from '../../src/webhooks/alert-source.ts';
import { bodyAlone } from '../../src/webhooks/source.ts';
import { now } from '../webhooks/running.ts';
import { given } from './fixture.ts';

describe('an alert of LangSmith', () => {
  it('is told by its rule, for its project, with its value and threshold', () => {
    expect(parseLangSmith(given('langsmith-alert'), now).items).toMatchObject([
      {
        ...{ fingerprint: '8f6d0c0e-2f3e-4e0f-9f64-1f2c7a7a0001', title: 'Refusals', value: 0.19 },
        ...{ failure: 'refusal-spike', severity: 'critical', undated: true },
        labels: { service: 'support-bot', alertname: 'Refusals' },
        annotations: { threshold: '0.1' },
      },
    ]);
  });

  it('never ends by a word of LangSmith, so an hour of silence ends it', () => {
    const { items } = readAlerts(langsmith, given('langsmith-alert'), { now, beside: bodyAlone() });
    expect(items[0]?.quietFor).toBe(hour);
  });
});

describe('an issue of its Engine', () => {
  const read = (over: Record<string, unknown> = {}) =>
    parseLangSmith(given('langsmith-engine-issue', over), now);

  it.each([
    [0, 'sev2'],
    [1, 'sev2'],
    [2, 'sev3'],
    [3, 'sev4'],
  ])('of its severity %i is %s: its numbers are no ranks', (given, severity) => {
    const [alert] = read({ 'data.object.severity': given }).items;
    expect(severityOfWord(alert?.severity ?? '')).toBe(severity);
  });

  it('is one alert from its creation through every trace that is added', () => {
    const [made] = read().items;
    const [more] = read({ type: 'issue.trace.added', id: 'evt_02', created: 1739801460 }).items;
    expect(more).toMatchObject({ fingerprint: made?.fingerprint, saidAt: now + 60_000 });
  });
});
