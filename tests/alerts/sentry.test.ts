import { describe, expect, it } from 'vitest';
import { parseSentry } from '../../src/alerts/sentry.ts';
import { hour } from '../../src/domain/time.ts';
import { now } from '../webhooks/running.ts';
import { given } from './fixture.ts';

describe('a metric alert of Sentry', () => {
  const read = (over: Record<string, unknown> = {}) =>
    parseSentry(given('sentry-metric-critical', over), now);

  it('is one episode from warning to its end, however its title is worded', () => {
    const [critical] = read().items;
    const [warning] = read({ action: 'warning', 'data.description_title': 'Warning: …' }).items;
    const [over] = read({ action: 'resolved' }).items;
    expect(critical).toMatchObject({
      ...{ fingerprint: 'metric-61', status: 'firing', severity: 'critical', startsAt: now - 300_000 },
      labels: { service: 'refund-agent', alertname: 'Tool errors of refund-agent' },
    });
    expect(warning).toMatchObject({ fingerprint: 'metric-61', severity: 'warning', title: critical?.title });
    expect(over).toMatchObject({ fingerprint: 'metric-61', status: 'resolved', startsAt: now - 300_000 });
  });
});

describe('an issue alert of Sentry', () => {
  const read = (over: Record<string, unknown> = {}) => parseSentry(given('sentry-issue-alert', over), now);

  it('has the tags of its event, and ends by silence unless the issue is resolved', () => {
    expect(read().items).toMatchObject([
      {
        ...{ fingerprint: 'issue-1170820242', system: 'refund-agent', failure: 'tool-failure' },
        ...{ quietFor: 2 * hour, severity: 'error' },
        labels: { alertname: 'Very important rule' },
      },
    ]);
    const over = { action: 'resolved', data: { issue: { id: '1170820242', title: 'ToolError' } } };
    expect(parseSentry(over, now).items).toMatchObject([
      { fingerprint: 'issue-1170820242', status: 'resolved' },
    ]);
  });

  it('leaves the stack to Sentry', () => {
    expect(JSON.stringify(read())).not.toContain('lineno');
  });

  it('that only ignores an issue ends nothing', () => {
    const ignored = { action: 'ignored', data: { issue: { id: '1170820242' } } };
    expect(parseSentry(ignored, now).items).toEqual([]);
  });
});
