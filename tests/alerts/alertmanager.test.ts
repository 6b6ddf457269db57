import { describe, expect, it } from 'vitest';
import { parseAlertmanager } from '../../src/alerts/alertmanager.ts';
import { type Alert, episodeKey } from '../../src/domain/signals/alert.ts';
import { now } from '../webhooks/running.ts';
import { fixture } from './fixture.ts';

const startsAt = '2025-02-17T14:10:00.000Z';

/** One alert of a body, with these fields over an ordinary one. */
function parsed(over: Record<string, unknown>): Alert | undefined {
  const plain = {
    status: 'firing',
    labels: { alertname: 'RefusalsHigh', system: 'support-bot' },
    annotations: { summary: 'Refusals 19 %' },
    startsAt,
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: 'c5fe44ab751f9749',
  };
  return parseAlertmanager({ version: '4', alerts: [{ ...plain, ...over }] }, now).items[0];
}

const rejectedOf = (alerts: unknown[]) => parseAlertmanager({ alerts }, now).rejected;

describe('a real Alertmanager episode', () => {
  const read = (name: string) => parseAlertmanager(JSON.parse(fixture(name)), now);

  it('is read when it fires', () => {
    const { items, rejected } = read('alertmanager-one-firing');
    expect(rejected).toEqual([]);
    const [alert] = items;
    expect(alert).toMatchObject({
      source: 'alertmanager',
      fingerprint: 'c5fe44ab751f9749',
      status: 'firing',
      title: 'Refusal ratio 50% on assistant-large',
      failure: 'refusal-spike',
      severity: 'critical',
      startsAt: Date.parse('2026-11-22T02:24:25.058Z'),
      link: 'http://vm:9192/graph?g0.expr=llm_refusal_ratio+%3E+0.2&g0.tab=1',
      extra: { receiver: 'incident-bot', externalURL: 'http://vm:9193' },
    });
    expect(alert).not.toHaveProperty('endsAt');
    expect(alert).not.toHaveProperty('system');
    expect(alert?.labels.incident_type).toBe('refusal_spike');
    expect(alert?.annotations.runbook_url).toBe('http://127.0.0.1/runbooks/refusal-spike');
  });

  it('is the same episode when it resolves', () => {
    const [fired] = read('alertmanager-one-firing').items;
    const [resolved] = read('alertmanager-the-same-resolved').items;
    expect(resolved).toMatchObject({ status: 'resolved', endsAt: Date.parse('2026-11-22T02:24:37.058Z') });
    expect(resolved && episodeKey(resolved)).toBe(fired && episodeKey(fired));
  });
});

describe('what an alert means', () => {
  it.each([
    [{ system: 'a', airb_system: 'b', service: 'c' }, 'a'],
    [{ airb_system: 'b', service: 'c' }, 'b'],
    [{ service: 'c' }, 'c'],
  ])('the system comes from %j', (labels, system) => {
    expect(parsed({ labels })?.system).toBe(system);
  });

  it.each([
    [{ failure: 'refusal-spike', airb_failure: 'x' }, 'refusal-spike'],
    [{ airb_failure: 'Cost Spike' }, 'cost-spike'],
    [{ incident_type: 'refusal_spike' }, 'refusal-spike'],
  ])('the failure comes from %j, written as runbooks write it', (labels, failure) => {
    expect(parsed({ labels })?.failure).toBe(failure);
  });

  it.each([
    [{ airb_value: '0.19', airb_baseline: '0.04', airb_unit: 'ratio' }, [0.19, 0.04, 'ratio']],
    [{ value: '1.9e-1', baseline: ' 4% ', unit: 'ratio' }, [0.19, 0.04, 'ratio']],
    [{ airb_value: 'NaN', value: '7' }, [7, undefined, undefined]],
    [{ value: 'high', baseline: '+Inf' }, [undefined, undefined, undefined]],
    [{ value: '', baseline: '0x10' }, [undefined, undefined, undefined]],
  ])('the numbers come from %j', (annotations, expected) => {
    const alert = parsed({ annotations });
    expect([alert?.value, alert?.baseline, alert?.unit]).toEqual(expected);
  });

  it('a link is followed only to the web, and kept as evidence otherwise', () => {
    for (const url of [
      'javascript:alert(1)',
      'file:///etc/hosts',
      'not a url',
      'http://user:pw@example.org/',
    ]) {
      const alert = parsed({ generatorURL: url });
      expect(alert).not.toHaveProperty('link');
      expect(alert?.extra.generatorURL).toBe(url);
    }
  });

  it('has a name even without annotations', () => {
    expect(parsed({ annotations: undefined })?.title).toBe('RefusalsHigh');
    expect(parsed({ annotations: {}, labels: {} })?.title).toBe('alert c5fe44ab751f9749');
  });
});

describe('which alert it is', () => {
  it('without a fingerprint follows from the labels in any order', () => {
    const one = parsed({ fingerprint: undefined, labels: { a: '1', b: '2' } });
    const two = parsed({ fingerprint: '', labels: { b: '2', a: '1' } });
    expect(one?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(two?.fingerprint).toBe(one?.fingerprint);
    expect(parsed({ fingerprint: '', labels: { a: '1' } })?.fingerprint).not.toBe(one?.fingerprint);
  });

  it('stays short when the fingerprint is not', () => {
    expect(parsed({ fingerprint: 'f'.repeat(5000) })?.fingerprint).toHaveLength(64);
  });

  it('has its start to the millisecond, from any offset and precision', () => {
    const at = Date.parse(startsAt);
    for (const text of [
      '2025-02-17T15:10:00+01:00',
      '2025-02-17T14:10:00.000000001Z',
      '2025-02-17T14:10:00Z',
    ]) {
      expect(parsed({ startsAt: text })?.startsAt).toBe(at);
    }
  });
});

describe('what is kept as evidence', () => {
  it('fields nothing here knows, and how many alerts were cut off', () => {
    const alerts = [{ status: 'firing', labels: { a: '1' }, startsAt, silenceURL: 'x' }];
    const body = { alerts, truncatedAlerts: 12, notification_reason: 'repeat', commonLabels: { a: '1' } };
    expect(parseAlertmanager(body, now).items[0]?.extra).toEqual({
      truncatedAlerts: 12,
      notification_reason: 'repeat',
      silenceURL: 'x',
    });
  });

  it('labels beyond the limits', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`l${n}`, 'v']));
    const alert = parsed({ labels: { long: 'x'.repeat(5000), odd: { deep: 1 }, ...many } });
    expect(Object.keys(alert?.labels ?? {})).toHaveLength(64);
    expect(alert?.labels.long).toHaveLength(1024);
    const cut = alert?.extra.cutLabels as { name: string; value: unknown }[];
    expect(cut[0]).toEqual({ name: 'long', value: 'x'.repeat(5000) });
    expect(cut[1]).toEqual({ name: 'odd', value: { deep: 1 } });
    expect(cut.map((label) => label.name)).toContain('l99');
  });

  it('bounded, however deep and wide a hostile body is', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const wide = JSON.stringify(Array.from({ length: 50_000 }, () => ({ a: 1 })));
    const alert = parsed({ deep: JSON.parse(deep) as unknown, wide: JSON.parse(wide) as unknown });
    expect(JSON.stringify(alert?.extra).length).toBeLessThan(20_000);
    expect(JSON.stringify(alert?.extra.deep)).toBe('[[[[["… left out: too deep or too much"]]]]]');
  });
});

describe('hostile text', () => {
  it('loses control and bidirectional characters in titles and labels', () => {
    const alert = parsed({
      labels: { alertname: 'a\u0000b\u202ec', 'na\u200bme': 'x\r\ny' },
      annotations: {
        summary: 'Refund\u202e gnp.exe \u2066hi\u2069\u0007\n\nnext\ud800',
        description: 'a\r\nb\u202e',
      },
    });
    expect(alert?.title).toBe('Refund gnp.exe hi next');
    expect(alert?.labels).toEqual({ alertname: 'a bc', name: 'x y' });
    expect(alert?.annotations.description).toBe('a\nb');
  });

  it('keeps letters and emoji of all scripts', () => {
    const summary = 'Ablehnungen über 19 % — 拒否 می‌خواهم 👩‍🚒';
    expect(parsed({ annotations: { summary } })?.title).toBe(summary);
  });

  it('is cut to 300 characters without breaking one', () => {
    const title = parsed({ annotations: { summary: `${'x'.repeat(298)}😀😀` } })?.title ?? '';
    expect(title).toBe(`${'x'.repeat(298)}…`);
  });

  it('has no power through the names of its fields', () => {
    const body =
      JSON.parse(`{"__proto__":{"polluted":1},"alerts":[{"status":"firing","startsAt":"${startsAt}",
      "labels":{"__proto__":"x","constructor":"y","alertname":"n","toString":"z"},
      "annotations":{"__proto__":{"polluted":1}},"x":{"__proto__":{"polluted":1}}}]}`) as unknown;
    const alert = parseAlertmanager(body, now).items[0];
    expect(Object.hasOwn({}, 'polluted') || 'polluted' in {}).toBe(false);
    expect(alert?.labels).toEqual({ constructor: 'y', alertname: 'n', toString: 'z' });
    expect(Object.getPrototypeOf(alert?.labels)).toBe(Object.prototype);
    expect('polluted' in (alert?.extra ?? {})).toBe(false);
    expect(alert?.extra.x).toEqual({});
    expect(Object.keys(alert?.extra.x as object)).toEqual([]);
    expect(alert?.extra.cutLabels).toEqual([{ name: '__proto__', value: 'x' }]);
  });
});

describe('an alert that can not be used', () => {
  const good = { status: 'firing', labels: { a: '1' }, startsAt };

  it.each([
    [null, 'alerts[1]', 'expected an object, got nothing'],
    [[], 'alerts[1]', 'expected an object, got a list'],
    [{ ...good, status: 'maybe' }, 'alerts[1].status', 'expected "firing" or "resolved", got "maybe"'],
    [{ ...good, labels: 'a=1' }, 'alerts[1].labels', 'expected an object, got "a=1"'],
    [
      { ...good, labels: {} },
      'alerts[1].labels',
      'expected at least one label where there is no fingerprint',
    ],
  ])('is named by its place: %j', (bad, field, problem) => {
    expect(rejectedOf([good, bad])).toEqual([{ field, problem: expect.stringContaining(problem) }]);
  });
});

describe('an alert without a usable start', () => {
  const at = Date.UTC(2025, 1, 17, 14, 10);

  it.each(['0001-01-01T00:00:00Z', 0, '', 'soon', '2025-13-45T99:99:99Z', -5, {}, null, undefined])(
    'is not lost: %j counts from its arrival, and what was sent is kept',
    (startsAt) => {
      const { items, rejected } = parseAlertmanager(
        { alerts: [{ status: 'firing', labels: { a: '1' }, startsAt }] },
        at,
      );
      expect(rejected).toEqual([]);
      expect(items).toMatchObject([{ startsAt: at, undated: true }]);
      if (startsAt !== null && startsAt !== undefined) expect(items[0]?.extra).toMatchObject({ startsAt });
    },
  );

  it.each([at, at / 1000, String(at), at * 1e3, at * 1e6, new Date(at).toISOString()])(
    'has one when it is %j',
    (startsAt) => {
      const { items } = parseAlertmanager(
        { alerts: [{ status: 'firing', labels: { a: '1' }, startsAt }] },
        5,
      );
      expect(items[0]?.startsAt).toBe(at);
      expect(items[0]?.undated).toBeUndefined();
    },
  );
});
