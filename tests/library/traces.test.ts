import { describe, expect, it } from 'vitest';
import { fillMinutes } from '../../src/domain/response/trace-link.ts';
import { toTraces } from '../../src/library/traces.ts';

const minutes = { from: Date.UTC(2025, 1, 17, 14, 10), to: Date.UTC(2025, 1, 17, 14, 40) };
const link = (tool: Parameters<typeof toTraces>[0]['tool'], url: string, query?: string) =>
  new URL(fillMinutes(toTraces({ tool, url, ...(query && { query }) }, 'support-bot').link, minutes));
const iso = ['2025-02-17T14:10:00.000Z', '2025-02-17T14:40:00.000Z'] as const;

describe('the link of each tool', () => {
  it('filters to the bad minutes, whatever the query holds', () => {
    const odd = '{ resource.service.name = "{system}" && name =~ "a&b#c" }';
    const tempo = link('tempo', 'https://grafana.example.com/', odd);
    const panes = JSON.parse(tempo.searchParams.get('panes') ?? '');
    expect(panes.airb.range).toEqual({ from: String(minutes.from), to: String(minutes.to) });
    expect(panes.airb.queries[0].query).toBe('{ resource.service.name = "support-bot" && name =~ "a&b#c" }');
    const langfuse = link('langfuse', 'https://langfuse.example.com/project/p', '{system} & more');
    expect(langfuse.searchParams.get('dateRange')).toBe(`${minutes.from}-${minutes.to}`);
    expect(langfuse.searchParams.get('search')).toBe('support-bot & more');
    const langsmith = link('langsmith', 'https://smith.example.com/o/o/projects/p/p', 'eq(name, "x")');
    expect(JSON.parse(langsmith.searchParams.get('timeModel') ?? '')).toEqual({
      startTime: iso[0],
      endTime: iso[1],
    });
    const phoenix = link('phoenix', 'https://phoenix.example.com/projects/p');
    expect([phoenix.searchParams.get('timeRangeStart'), phoenix.searchParams.get('timeRangeEnd')]).toEqual([
      ...iso,
    ]);
    const datadog = link('datadog', 'https://app.datadoghq.example/apm/traces', 'service:{system}');
    expect(datadog.searchParams.get('query')).toBe('service:support-bot');
    expect(datadog.searchParams.get('start')).toBe(String(minutes.from));
    const plain = link('link', 'https://t.example.com/{system}?q={query}&a={from}&b={toMs}', 'x y');
    expect(plain.href).toBe(
      `https://t.example.com/support-bot?q=x%20y&a=${encodeURIComponent(iso[0])}&b=${minutes.to}`,
    );
  });
});
