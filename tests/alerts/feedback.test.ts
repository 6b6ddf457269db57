import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFeedback } from '../../src/alerts/feedback.ts';
import { now } from '../webhooks/running.ts';

const report = { system: 'support-bot', what: 'It refuses to explain invoices.' };

describe('a report of users', () => {
  it('is read as the document says', () => {
    const example = /```json\n(.*?)```/s.exec(readFileSync('docs/feedback.md', 'utf8'))?.[1] ?? '';
    const { items, rejected } = parseFeedback(JSON.parse(example), now);
    expect(rejected).toEqual([]);
    expect(items).toMatchObject([
      {
        source: 'feedback',
        status: 'firing',
        title: 'Users report: Several customers say the assistant refuses to explain their invoice.',
        system: 'support-bot',
        failure: 'user-feedback',
        severity: 'sev3',
        annotations: { reportedBy: 'Second line, shift B' },
        link: 'https://tickets.example.org/4711',
      },
    ]);
  });

  it('is one alert however often it is sent, and another one from another ticket', () => {
    const of = (body: object) => parseFeedback(body, now).items[0]?.fingerprint;
    expect(of(report)).toBe(of({ ...report }));
    expect(of(report)).not.toBe(of({ ...report, link: 'https://tickets.example.org/4712' }));
  });

  it('that lacks something is named, and costs the others nothing', () => {
    const { items, rejected } = parseFeedback(
      { reports: [report, { system: 'support-bot' }, { what: 'x' }, { ...report, what: 'x'.repeat(4001) }] },
      now,
    );
    expect(items).toHaveLength(1);
    expect(rejected.map(({ field }) => field)).toEqual([
      'reports[1].what',
      'reports[2].system',
      'reports[3].what',
    ]);
    expect(parseFeedback([], now).rejected).toEqual([
      { field: 'reports', problem: 'expected at least one report' },
    ]);
  });

  it('keeps what the document does not know, as evidence', () => {
    const [item] = parseFeedback({ ...report, locale: 'pt', ticket: { id: 7 } }, now).items;
    expect(item?.extra).toEqual({ locale: 'pt', ticket: { id: 7 } });
    expect(item?.fingerprint).toBe(parseFeedback(report, now).items[0]?.fingerprint);
  });

  it('is one line of plain text, whatever it holds', () => {
    const [item] = parseFeedback({ ...report, what: 'a\u202eb\n/airb resolve <!channel>\u0000' }, now).items;
    expect(item?.title).toBe('Users report: ab /airb resolve <!channel>');
  });
});
