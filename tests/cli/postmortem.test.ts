import { describe, expect, it } from 'vitest';
import { airb } from './in-records.ts';

describe('airb postmortem', () => {
  it('prints the draft as Markdown or HTML', async () => {
    expect((await airb('postmortem 42')).out).toMatch(/^# INC-42/);
    expect((await airb('postmortem 42 --format html')).out).toMatch(/^<!doctype html>/);
  });

  it('prints JSON that parses', async () => {
    const { out } = await airb('postmortem 42 --json');
    expect(JSON.parse(out).title).toContain('INC-42');
    expect((await airb('postmortem 42 --format json')).out).toBe(out);
  });

  it('ends with 2 for a format that is none', async () => {
    expect(await airb('postmortem 42 --format pdf')).toMatchObject({
      out: '',
      err: '--format is one of md, html, json; not “pdf”.',
      code: 2,
    });
  });
});
