import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Played, playScenario } from '../../src/cli/demo/play.ts';
import { yamlFiles } from '../../src/library/folder.ts';
import { type RunningApp, runApp } from '../support/app.ts';

let running: RunningApp;
let out: string;
beforeEach(async () => {
  running = await runApp();
  out = mkdtempSync(join(tmpdir(), 'airb-played-'));
});
afterEach(async () => {
  await running.close();
  rmSync(out, { recursive: true, force: true });
});

interface Story extends Played {
  lines: string[];
  postmortem: string;
  /** Every message of the incident channel, as it stands at the end. */
  said: string;
  /** The same, drawn, as it stood when the cause was found. */
  shownThen: string;
  /** Steps of the guide that the story ticked. */
  ticked: string[];
}

/** Lets the scripted responders play, and returns what they told, line by line. */
async function play(scenario: string): Promise<Story> {
  const lines: string[] = [];
  const room = () => running.app.sandbox?.dump().channels.find(({ name }) => name.startsWith('inc-'));
  let shownThen = '';
  const io = {
    out(text: string) {
      lines.push(...text.split('\n'));
      if (/Diagnosis points at/.test(text)) shownThen = JSON.stringify(room()?.messages);
    },
    err: () => undefined,
    exit: () => undefined,
  };
  const played = await playScenario(running.app, { scenario, out, io });
  const said =
    room()
      ?.messages.map(({ text }) => text)
      .join('\n') ?? '';
  return {
    ...played,
    lines,
    said,
    shownThen,
    ticked: running.app.sandbox?.dump().world.stepsDone ?? [],
    postmortem: readFileSync(join(out, 'inc-1-postmortem.md'), 'utf8'),
  };
}

/** The first line with these words, without its time. */
const told = (lines: string[], words: RegExp) => lines.find((line) => words.test(line))?.slice(7) ?? '';

function guideOf(scenario: string): string[] {
  const { guide } = parse(readFileSync(`runbooks/scenarios/${scenario}.yaml`, 'utf8')) as {
    guide: { id: string }[];
  };
  return guide.map(({ id }) => id);
}

/** What each story must show, besides what all of them must. */
const shows: Record<string, { acts: [number, number]; left?: string[]; shows(story: Story): void }> = {
  'support-bot': {
    acts: [12, 34],
    // The script goes by the ranking, takes no role and reads no file.
    left: ['diagnose', 'role', 'postmortem'],
    shows({ lines, postmortem }) {
      expect(postmortem).toContain('Of the 11 steps before the postmortem 9 were done and 0 skipped.');
      expect(postmortem).toMatch(
        /What the responders found, step by step, .*:\s+- \*\*Read twenty refused requests\*\*: Eighteen/,
      );
      expect(told(lines, /partly contained/)).toContain('Refusals 19 % → 8 %, normal 4 %');
      expect(told(lines, /: contained\./)).toContain('Refusals 8 % → 5 %, normal 4 %');
    },
  },
  'cost-spike': {
    acts: [9, 29],
    // The script goes by the ranking.
    left: ['diagnose'],
    shows: ({ lines }) => expect(told(lines, /: contained\./)).toContain('$0.034 → $0.011'),
  },
  'refund-agent': {
    acts: [11, 37],
    shows({ lines, postmortem }) {
      expect(told(lines, /Incident opened/)).toContain('SEV1: Refund agent pays without asking');
      expect(told(lines, /paged by chat/)).toContain('Dev Patel');
      expect(told(lines, /Unapproved actions 6 /)).toMatch(
        /; 25 other signals as usual; 1 better than usual$/,
      );
      expect(told(lines, /Diagnosis points at/)).toContain('“The tool is listed as needing no approval”');
      expect(lines.filter((line) => /approved by/.test(line))).toHaveLength(2);
      expect(told(lines, /contained\./)).toContain('refund-tools-v9 → refund-tools-v8): contained.');
      expect(told(lines, /Recovery held/)).toContain('for 1 h');
      expect(postmortem).toContain('What in refund-tools-v9 changed the behaviour');
    },
  },
  'contract-summariser': {
    acts: [9, 26],
    shows({ lines }) {
      expect(told(lines, /Incident opened/)).toContain('SEV3: Contract summaries no longer parse');
      expect(told(lines, /Root-cause category/)).toContain('prompt');
      expect(told(lines, /Rollback asked for/)).toContain('Needs no approval');
      expect(told(lines, /contained\./)).toContain('Summaries that do not parse 14 % → 0.5 %, normal 0.4 %');
    },
  },
  'silent-model': {
    acts: [8, 31],
    shows({ lines, postmortem }) {
      expect(told(lines, /Seen in the traffic/)).toContain(
        'model weights support-3.2 62 %, support-3.2-turbo 38 %',
      );
      expect(told(lines, /Diagnosis points at/)).toContain('“The provider moved the alias to a new model”');
      expect(told(lines, /Rollback asked for/)).toContain('support-3.2 → support-3.1');
      expect(told(lines, /contained\./)).toContain('Likeness to known good answers 74 % → 91 %');
      expect(postmortem).toContain('model support-3.2-turbo has 38 % of the traffic, announced by nobody');
      expect(postmortem).toMatch(/Which eval should have failed before support-3\.2-turbo/);
    },
  },
  'wrong-rollback': {
    acts: [15, 36],
    shows({ lines, said, postmortem }) {
      expect(told(lines, /: worse\./)).toContain('Refusals 16 % → 29 %, normal 4 %');
      expect(said).toMatch(/worse[\s\S]*First put prompt v7 back\. Next suspect: index kb-2025-02-15/);
      expect(told(lines, /Knowledge index .*contained\./)).toContain('Refusals 16 % → 4.5 %');
      expect(postmortem).toContain('- **Rolled back:** index');
      expect(postmortem).toContain('made it worse (“Refusals” 16 % → 29 %). Putting the system prompt back');
      expect(postmortem).not.toMatch(/each helped|of the way back/i);
    },
  },
  'provider-queue': {
    acts: [9, 31],
    shows({ lines, said, postmortem }) {
      expect(told(lines, /Root-cause category/)).toContain('infrastructure');
      expect(told(lines, /: mixed\./)).toContain('Cost per request $0.011 → $0.031');
      expect(lines.filter((line) => /Next suspect/.test(line))).toEqual([]);
      expect(said).not.toMatch(/Next suspect: prompt|roll back prompt/i);
      expect(postmortem).toContain('Category: infrastructure.');
      expect(postmortem).not.toContain('prompt-v7 to prompt-v6');
    },
  },
  'two-causes': {
    acts: [12, 31],
    shows({ said, postmortem }) {
      expect(said).toContain('Of the way back: prompt 65 % and model 35 %.');
      expect(postmortem).toContain('A longer prompt, or one that asks for longer answers');
      expect(postmortem).toContain('Another model, or another effort setting, answers');
      expect(postmortem).toContain('- **Rolled back:** prompt, model');
    },
  },
  'stop-first': {
    acts: [5, 40],
    shows({ lines, said, shownThen, postmortem }) {
      expect(shownThen).toMatch(/In force: Stop the agent/);
      expect(postmortem).toMatch(/“Stop the agent” \(flag agent-off\) at 14:1\d stopped the system/);
      expect(postmortem).toContain('“Unapproved actions” of Refund agent, 0 in the hour before, stood at 9');
      expect(postmortem).toContain('measured together with switching it on again');
      expect(postmortem).toContain('- **Rolled back:** guardrail');
      expect(told(lines, /stopped, so that/)).toContain('Unapproved actions 9 → 0');
      expect(told(lines, /not measured, as flag was off/)).toContain('guardrail-v7 → guardrail-v6');
      expect(said).toMatch(/Stopped/);
      expect(told(lines, /agent-off → agent-on\): contained/)).toContain('together with guardrail');
    },
  },
  'blind-signal': {
    acts: [13, 28],
    shows({ lines, postmortem }) {
      expect(told(lines, /partly contained/)).toContain('Not measured: Unsafe answers.');
      expect(told(lines, /Recovery not held/)).toContain('Unsafe answers not measured');
      const held = lines.find((line) => /Recovery held/.test(line)) ?? '';
      expect(held.slice(0, 5) > '15:10').toBe(true);
      expect(postmortem).toContain('not measured');
      expect(postmortem).toMatch(
        /No verdict said that all of it was contained; .* measured in range from 15:0\d on\./,
      );
    },
  },
};

it('every shipped scenario has a story here', () => {
  const files = yamlFiles('runbooks', 'scenarios').map(({ file }) =>
    file.replace(/^scenarios\/|\.yaml$/g, ''),
  );
  expect(Object.keys(shows).sort()).toEqual(files.filter((name) => name !== 'workspace').sort());
  const rows = readFileSync('docs/scenarios.md', 'utf8').matchAll(/^\| `([^`]+)` .*\| (\d+) \| (\d+) \|$/gm);
  const said = [...rows].map(([, name = '', contained, resolved]) => [
    name,
    [Number(contained), Number(resolved)],
  ]);
  expect(Object.fromEntries(said)).toEqual(
    Object.fromEntries(Object.entries(shows).map(([name, { acts }]) => [name, acts])),
  );
});

describe.each(Object.entries(shows))('%s, played by itself', { timeout: 120_000 }, (scenario, expected) => {
  it('ends resolved, shows what it is for, and takes no more presses than it has to', async () => {
    const story = await play(scenario);
    const { lines, contained, resolved } = story;
    expect(told(lines, /Resolved by/)).not.toBe('');
    expect(lines.filter((line) => /holding statement|reminded|undefined|NaN/.test(line))).toEqual([]);
    expected.shows(story);
    // Whoever plays by hand is led to the end: no step of the guide waits for what can't happen.
    expect(guideOf(scenario).filter((id) => !story.ticked.includes(id))).toEqual(expected.left ?? []);
    expect([contained.acts, resolved.acts]).toEqual(expected.acts);
    expect(contained.acts).toBeLessThanOrEqual(15);
    expect(resolved.acts).toBeLessThanOrEqual(40);
    // Whoever plays takes minutes, as people do.
    expect(resolved.time).toBeGreaterThan(contained.time);
    expect(
      lines.filter((line) => line.startsWith('14:10')).every((line) => /alertmanager|airb/.test(line)),
    ).toBe(true);
  });
});
