import { describe, expect, it } from 'vitest';
import { type CheckNode, causesOf, checksOf, decisionTree } from '../../../src/documents/decision.ts';
import { html } from '../../../src/documents/html.ts';
import { type Box, layOut } from '../../../src/documents/layout.ts';
import { markdown } from '../../../src/documents/markdown.ts';
import { text } from '../../../src/documents/text.ts';
import { widthOf, wrapped } from '../../../src/documents/wrap.ts';
import type { Runbook } from '../../../src/domain/runbooks/runbook.ts';
import { day } from '../../../src/domain/time.ts';
import { loadLibrary } from '../../../src/library/load.ts';
import { boundTo } from '../../../src/views/runbook/bound.ts';
import { anywhere } from '../../../src/views/runbook/remedy.ts';
import { runbookDocument } from '../../../src/views/runbook/runbook-document.ts';
import { systemDocument } from '../../../src/views/runbook/system-document.ts';

const { library } = loadLibrary('runbooks');
if (library === undefined) throw new Error('the shipped runbooks have errors');
const { runbooks, systems, organization } = library;
const now = Date.parse('2026-11-22T00:00:00Z');

function named(id: string): Runbook {
  const found = runbooks.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no runbook ${id}`);
  return found;
}

function bot() {
  const found = systems.find(({ id }) => id === 'support-bot');
  if (found === undefined) throw new Error('no support-bot');
  return found;
}

function treeOf(runbook: Runbook): CheckNode {
  const root = decisionTree(runbook.diagnosis, anywhere(runbook));
  if (root === undefined) throw new Error(`${runbook.id} has no first check`);
  return root;
}

const refusals = named('refusal-spike');

describe('a diagnosis tree is unfolded', () => {
  it.each(runbooks.map((runbook) => [runbook.id, runbook] as const))(
    '%s: every check and cause once',
    (_, runbook) => {
      const root = treeOf(runbook);
      const { checks, causes } = runbook.diagnosis;
      expect(
        checksOf(root)
          .map(({ id }) => id)
          .sort(),
      ).toEqual(checks.map(({ id }) => id).sort());
      expect(causesOf(root).map(({ id }) => id)).toEqual(causes.map(({ id }) => id));
    },
  );

  it('refers to a check that two answers lead to instead of drawing it twice', () => {
    const branches = checksOf(treeOf(refusals)).flatMap((check) => check.branches);
    const seen = branches.filter(({ to }) => to.kind === 'seen');
    expect(seen).toMatchObject([{ to: { mark: '5', ask: 'Did the model that answers change?' } }]);
  });

  it('ends even when the file leads round in a ring, or nowhere', () => {
    const { checks, ...rest } = refusals.diagnosis;
    const to = (then: string) => ({ cause: undefined, then });
    const back = checks.map((check) => ({
      ...check,
      answers: check.answers.map((answer, n) => ({
        ...answer,
        ...to(n === 0 ? rest.start : 'gone'),
      })),
    }));
    const root = decisionTree({ ...rest, checks: back }, anywhere(refusals));
    expect(root?.branches.map(({ to }) => to.kind)).toEqual(['seen', 'lost', 'lost']);
  });
});

describe('a diagnosis tree is drawn', () => {
  const overlap = (a: Box, b: Box) =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  it.each(runbooks.map((runbook) => [runbook.id, runbook] as const))(
    '%s: no two boxes touch, no label lies under one',
    (_, runbook) => {
      const { boxes, edges, height } = layOut(treeOf(runbook));
      for (const [n, box] of boxes.entries()) {
        expect(boxes.slice(n + 1).filter((other) => overlap(box, other))).toEqual([]);
        expect(box.y + box.height).toBeLessThanOrEqual(height);
      }
      for (const { label, y } of edges) {
        const tall = label.lines.length * 17;
        const place = { ...label, y: y - tall / 2, height: tall } as unknown as Box;
        expect(boxes.filter((box) => overlap(box, place))).toEqual([]);
      }
    },
  );

  it('breaks long texts, words without end too, and cuts with an ellipsis', () => {
    const room = { width: 120, size: 13 };
    const lines = wrapped(
      'A word and another and a_name_that_is_far_too_long_for_any_line_of_this_width',
      room,
    );
    expect(lines.every((line) => widthOf(line, 13) <= 120)).toBe(true);
    expect(lines.join('').replaceAll(' ', '')).toBe(
      'Awordandanotheranda_name_that_is_far_too_long_for_any_line_of_this_width',
    );
    const cut = wrapped('one two three four five six seven eight nine ten', { ...room, most: 2 });
    expect(cut).toHaveLength(2);
    expect(cut[1]).toMatch(/…$/);
  });

  it('names category and mitigation of each cause in words, for those who see no colour', () => {
    const page = html(runbookDocument({ runbook: refusals, now }));
    const drawing = page.slice(page.indexOf('<svg class="tree"'), page.indexOf('</svg>'));
    expect(drawing).toMatch(
      /Another model is answering<\/tspan>.*?>model<\/tspan><tspan> · Roll back the model</s,
    );
    expect(drawing).toContain('href="#cause-model"');
    expect(page).toContain('<li id="cause-model">');
  });
});

describe('the page of a runbook', () => {
  it('is one file that runs nothing and loads nothing', () => {
    for (const runbook of runbooks) {
      const page = html(runbookDocument({ runbook, now }));
      expect(page).not.toMatch(/<script|<link|<img|@import|url\((?!#tip)/);
      expect(page).toContain(runbook.hash.slice(0, 12));
    }
  });

  it('shows markup in a file as text, in all forms', () => {
    const evil = '<img src=x onerror=alert(1)> [a](javascript:1)';
    const runbook: Runbook = {
      ...refusals,
      title: evil,
      summary: evil,
      diagnosis: {
        ...refusals.diagnosis,
        checks: refusals.diagnosis.checks.map((check) => ({
          ...check,
          ask: evil,
          look: evil,
          link: 'javascript:alert(1)',
        })),
        causes: refusals.diagnosis.causes.map((cause) => ({ ...cause, title: evil, means: evil })),
      },
      triage: { ...refusals.triage, steps: refusals.triage.steps.map((step) => ({ ...step, title: evil })) },
      samples: [{ input: evil, good: evil }],
    };
    const document = runbookDocument({ runbook, now });
    expect(html(document)).not.toContain('<img');
    expect(html(document)).not.toContain('href="javascript');
    expect(markdown(document)).not.toMatch(/(?<!\\)<img|(?<!\\)\]\(/);
  });

  it('says when the review is overdue', () => {
    const { on, everyDays } = refusals.review;
    const due = Date.parse(on) + everyDays * day;
    expect(html(runbookDocument({ runbook: refusals, now: due - day }))).not.toContain('Out of date?');
    expect(html(runbookDocument({ runbook: refusals, now: due }))).toContain('Out of date?');
  });

  it('fills in the names, queries and versions of a system', () => {
    const bound = boundTo(refusals, bot(), organization);
    const page = html(runbookDocument({ runbook: refusals, now, bound }));
    expect(page).toContain('Refusals rise · Support bot');
    expect(page).toContain('prompt-v7');
    expect(page).toContain('Ana Lima');
    expect(page).toContain('airb_refusals_total{system=&quot;support-bot&quot;}');
    expect(page).not.toContain(`\${system}`);
    expect(html(runbookDocument({ runbook: refusals, now }))).toContain(`\${system}`);
  });

  it('has the same sections as text and as Markdown', () => {
    const document = runbookDocument({ runbook: refusals, now });
    const titles = document.blocks.flatMap((block) => (block.type === 'heading' ? [block.text] : []));
    expect(titles).toEqual(
      expect.arrayContaining(['1. When it fires', 'Diagnosis', '8. Postmortem', 'Known-good samples']),
    );
    for (const title of titles) {
      expect(text(document)).toContain(`\n${title}\n`);
      expect(markdown(document)).toContain(title.replace(/^(\d)\./, '$1\\.'));
    }
  });
});

describe('a runbook in the terminal', () => {
  it('draws the tree, and nothing is wider than 100 characters unless it is one word', () => {
    for (const runbook of runbooks) {
      const lines = text(
        runbookDocument({ runbook, now, bound: boundTo(runbook, bot(), organization) }),
      ).split('\n');
      const wide = lines.filter((line) => [...line].length > 100 && line.trim().split(' ').length > 2);
      expect(wide, runbook.id).toEqual([]);
    }
    expect(text(runbookDocument({ runbook: refusals, now }))).toContain(
      [
        '1  Should these requests have been refused?',
        '├─ No, ordinary questions',
        '│  2  Did the guardrail say no, or did the model write it?',
        '│  ├─ The model wrote it',
      ].join('\n'),
    );
  });

  it('loses no word where lines break', () => {
    const runbook = {
      ...refusals,
      escalation: { criteria: [Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ')], paths: ['x'] },
    };
    const printed = text(runbookDocument({ runbook, now })).replace(/\s+/g, ' ');
    expect(printed).toContain(runbook.escalation.criteria[0]);
  });
});

describe('the page of a system', () => {
  it('has owners, rota, parts, signals and the runbooks for its kind', () => {
    const page = html(systemDocument({ system: bot(), library, now }));
    for (const words of [
      'Ana Lima',
      'Ben Okafor and Finn Berg',
      'prompt-v6',
      'airb, with a dry run',
      'airb_refusal_ratio',
    ]) {
      expect(page).toContain(words);
    }
    expect(page).toContain('Refusals rise');
    expect(page).not.toContain(named('unsafe-tool-use').title);
  });
});
