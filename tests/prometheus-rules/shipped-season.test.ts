import { describe, expect, it } from 'vitest';
import type { SignalSpec } from '../../src/domain/runbooks/runbook.ts';
import { compileRules } from '../../src/prometheus-rules/compile-rules.ts';
import { ruleFile } from '../../src/prometheus-rules/rule-file.ts';
import { firing } from '../support/firing.ts';
import { prometheusIsThere } from '../support/prometheus-programs.ts';
import { type Expected, playRules } from '../support/promtool.ts';
import { shippedLibrary } from '../support/rule-library.ts';

/**
 * The week of the shipped systems in Prometheus' own rule engine, a sample an hour. It begins on Thursday, 1970-01-01, so
 * Sundays are the 4th and the 11th; Thursday the 15th is a holiday, Friday the 16th is none.
 */
const holiday = '1970-01-15';

/** Hand-overs of a shipped system alone, with how much there is to hand over as a plain series. */
function handOvers(
  { system, fires }: { system: string; fires: string },
  change: (signal: SignalSpec) => SignalSpec,
) {
  const { systems, runbooks, ...rest } = shippedLibrary();
  const watching = runbooks.filter(({ id }) => fires.startsWith(`${id}/`) || id === rest.generic);
  const only = systems
    .filter(({ id }) => id === system)
    .map((one) => ({
      ...one,
      signals: one.signals
        .filter(({ name }) => ['human_handoffs', 'requests', 'tasks'].includes(name))
        .map((signal) => (signal.name === 'human_handoffs' ? change(signal) : { ...signal, query: 'asked' })),
    }));
  return ruleFile(
    compileRules({ ...rest, runbooks: watching, systems: only }, { publicUrl: 'https://airb.example.com' })
      .groups,
    'prometheus',
  );
}

const withHoliday = ({ season, ...signal }: SignalSpec): SignalSpec => {
  if (season === undefined) throw new Error(`${signal.name} has no season`);
  return { ...signal, season: { ...season, holidays: [holiday], tz: 'UTC' } };
};
const withoutHoliday = (signal: SignalSpec): SignalSpec => {
  const { season } = withHoliday(signal);
  return { ...signal, ...(season && { season: { ...season, holidays: [] } }) };
};
const plain = ({ season: _, ...signal }: SignalSpec): SignalSpec => signal;

interface Week {
  system: string;
  /** Its share at night, on Sundays and on holidays. */
  quiet: number;
  /** Its share in office hours. */
  usual: number;
}

/** Two weeks with six hours of night, then a Thursday that is a holiday, then a Friday whose afternoon is as the caller says. */
function played(
  rules: string,
  { system, quiet, usual, friday }: Week & { friday: number },
  expected: Expected[],
) {
  const [workday, sunday] = [`${quiet}x5 ${usual}x17`, `${quiet}x23`];
  const days = (count: number) => Array.from({ length: count }, () => workday);
  const week = [...days(3), sunday, ...days(3)];
  const share = [...week, ...week, sunday, `${quiet}x5 ${usual}x5 ${friday}x11`].join(' ');
  const series: [string, string][] = [
    [`airb_human_handoff_ratio{system="${system}"}`, share],
    ['asked', '400x400'],
  ];
  const success = { ok: true, said: expect.stringContaining('SUCCESS') };
  expect(playRules(rules, { step: '1h', series, expect: expected })).toEqual(success);
}

type Watched = Week & { fires: string; odd: number };
const weeks: [Watched, Watched] = [
  {
    system: 'support-bot',
    quiet: 0.75,
    usual: 0.31,
    odd: 0.75,
    fires: 'user-feedback-spike/asks-for-people',
  },
  { system: 'refund-agent', quiet: 0.08, usual: 0.22, odd: 0.08, fires: 'unsafe-tool-use/nobody-asked' },
];
const [secondNight, sundayNoon, holidayNoon, fridayNoon, fridayNight] = [
  '8d3h',
  '10d12h',
  '14d12h',
  '15d11h',
  '15d14h',
];

describe.skipIf(!prometheusIsThere())('the week of a shipped system', () => {
  it.each(weeks)(
    'of $system leaves night, Sunday and holiday in peace, and hears the same share on a working afternoon',
    ({ fires, odd, ...week }) => {
      played(handOvers({ ...week, fires }, withHoliday), { ...week, friday: odd }, [
        firing(secondNight),
        firing(sundayNoon),
        firing(holidayNoon),
        firing(fridayNoon),
        firing(fridayNight, fires),
      ]);
    },
  );

  it('would wake somebody each night without its season, and on the holiday where that is not listed', () => {
    const [{ fires, odd: _, ...week }] = weeks;
    played(handOvers({ ...week, fires }, plain), { ...week, friday: week.usual }, [
      firing(secondNight, fires),
    ]);
    played(handOvers({ ...week, fires }, withoutHoliday), { ...week, friday: week.usual }, [
      firing(sundayNoon),
      firing(holidayNoon, fires),
    ]);
  });
});
