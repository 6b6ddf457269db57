import { describe, expect, it } from 'vitest';
import type { Modal } from '../../../src/domain/chat/card.ts';
import { stopDrillModal } from '../../../src/views/chat/modal-drill.ts';
import { addStepModal, unhelpfulModal } from '../../../src/views/chat/modal-lessons.ts';
import * as modals from '../../../src/views/chat/modals.ts';
import { asText } from '../../../src/views/chat/spans.ts';
import { evidence } from '../../support/worked-example.ts';
import { at, ben, chloe, happened, incidentAfter, openedIncident, productPlan } from './given.ts';

const fieldIds = (modal: Modal) => modal.fields.map((field) => field.id);
const field = (modal: Modal, id: string) => modal.fields.find((candidate) => candidate.id === id);
const intro = (modal: Modal) =>
  modal.intro.flatMap((node) =>
    'spans' in node
      ? [asText(node.spans)]
      : node.type === 'list'
        ? node.items.map((item) => asText(item))
        : [],
  );

describe('asking for a rollback', () => {
  const complete = productPlan().evidence.map((item) =>
    happened('14:12', {
      type: 'evidence.saved',
      evidence: evidence({
        id: item.id,
        item: item.id,
        title: item.title,
        content: item.id,
        from: 'command',
      }),
    }),
  );

  it('asks for a reason to go on while evidence is missing, and names what is missing', () => {
    const modal = modals.rollbackModal(openedIncident(), 'prompt');
    expect(fieldIds(modal)).toEqual(['part', 'to', 'reason', 'override']);
    expect(field(modal, 'override')?.optional).toBeUndefined();
    expect(intro(modal)).toContain('prompt v7 → v6');
    expect(intro(modal).find((line) => line.startsWith('Evidence'))).toMatch(
      /^Evidence 0 of 4\. Missing: The alert/,
    );
    expect(intro(modal)).toContain('Approves: Ben or Finn, 1 approval for each rollback at SEV2.');
  });

  it('shows the version that was named, and what it takes when airb has never seen it', () => {
    const modal = modals.rollbackModal(openedIncident(), 'prompt', { to: 'prompt-v99' });
    expect(intro(modal)).toContain('prompt v7 → v99');
    expect(intro(modal).at(-1)).toBe(
      'Approves: Ben or Finn, 1 approval for each rollback at SEV2. One more, because airb has never seen prompt-v99; whoever asks does not count.',
    );
    expect(JSON.stringify(field(modal, 'part'))).toContain('prompt v7 → v99');
    expect(intro(modals.rollbackModal(openedIncident(), 'prompt', { to: 'prompt-v7' }))).toContain(
      'prompt v7, live already',
    );
  });

  it('does not once it is complete', () => {
    expect(fieldIds(modals.rollbackModal(incidentAfter(complete), 'prompt'))).toEqual([
      'part',
      'to',
      'reason',
    ]);
  });

  it('is filled with what the command said, but never with a part there is not', () => {
    const given = modals.rollbackModal(openedIncident(), 'prompt', {
      to: 'prompt-v5',
      reason: 'v6 failed too',
    });
    expect(given.fields.map(({ initial }) => initial)).toEqual([
      'prompt',
      'prompt-v5',
      'v6 failed too',
      undefined,
    ]);
    expect(field(modals.rollbackModal(openedIncident(), 'indx'), 'part')?.initial).toBeUndefined();
  });
});

describe('writing an update', () => {
  it('starts from the template, then from the last words of the same form', () => {
    const first = modals.updateModal(openedIncident(), 'internal');
    expect(first.state).toBe('42|internal');
    expect(field(first, 'since')?.initial).toBe('2025-02-17 14:02 UTC');
    const text = { users: 'one in five', since: '14:02', scope: 'paid', mitigation: 'rolling back' };
    const posted = happened('14:15', { type: 'update.posted', form: 'internal', text, audiences: [] }, chloe);
    const next = modals.updateModal(incidentAfter([posted]), 'internal', { mitigation: 'index next' });
    expect(['users', 'since', 'scope', 'mitigation'].map((id) => field(next, id)?.initial)).toEqual([
      'one in five Refusals 19 % (normal 4 %) at 14:02 UTC.',
      '14:02',
      'paid',
      'index next',
    ]);
  });

  it('does not start from an automatic status', () => {
    const text = { users: 'auto', since: '', scope: '', mitigation: '' };
    const missed = happened('14:40', { type: 'update.missed', dueAt: at('14:40'), text });
    expect(field(modals.updateModal(incidentAfter([missed]), 'internal'), 'users')?.initial).not.toBe('auto');
  });
});

describe('the other forms', () => {
  const incident = openedIncident();
  const now = at('14:40');

  it.each<[string, Modal, string, string, string[]]>([
    ['skip', modals.skipModal(incident, 's'), 'skip', '42|s', ['reason']],
    ['assign', modals.assignModal(incident, 's'), 'assign', '42|s', ['person']],
    ['assign any', modals.assignModal(incident), 'assign', '42', ['step', 'person']],
    ['note on a step', modals.stepNoteModal(incident, 's'), 'step-note', '42|s', ['note']],
    ['no help', unhelpfulModal(incident), 'unhelpful', '42', ['step', 'why']],
    ['add a step', addStepModal(incident), 'add-step', '42', ['section', 'title', 'look', 'means']],
    ['note', modals.noteModal(incident), 'note', '42', ['text']],
    ['change', modals.changeModal(incident), 'change', '42', ['kind', 'what', 'when']],
    ['evidence', modals.evidenceModal(incident), 'evidence', '42', ['item', 'title', 'content']],
    ['severity', modals.severityModal(incident), 'severity', '42', ['severity', 'reason']],
    ['resolve', modals.resolveModal(incident, now), 'resolve', '42|refusal_rate', ['category', 'reason']],
    ['step done', modals.findModal(incident, 's'), 'find', '42|s', ['note']],
    ['cancel', modals.cancelModal(incident, now), 'cancel', '42|refusal_rate', ['reason']],
    ['stop a drill', stopDrillModal(incident), 'drill-stop', '42', ['reason']],
    ['verify', modals.verifyModal(incident), 'verify', '42|refusal_rate', ['seen']],
    ['break-glass', modals.breakGlassModal(incident, 'a1'), 'break-glass', '42|a1', ['reason']],
    ['decline a rollback', modals.declineRollbackModal(incident, 'a1'), 'decline', '42|a1', ['reason']],
    ['done by hand', modals.manualModal(incident, 'a1'), 'manual', '42|a1', ['note']],
    ['decline a page', modals.declinePageModal(42, 1), 'decline-page', '42|1', ['reason']],
  ])('%s', (_, modal, form, state, ids) => {
    expect([modal.form, modal.state, fieldIds(modal)]).toEqual([form, state, ids]);
    expect([...modal.title].length).toBeLessThanOrEqual(24);
    expect([...modal.submit].length).toBeLessThanOrEqual(24);
  });

  it('names the metrics that are out of range before an override', () => {
    const verifying = incidentAfter([
      happened('14:32', { type: 'verification.started', until: at('14:42') }, ben),
      happened('14:35', {
        type: 'readings.taken',
        purpose: { for: 'recovery' },
        sampledAt: at('14:35'),
        readings: [
          { signal: 'refusal_rate', at: at('14:35'), value: 0.08 },
          { signal: 'ticket_deflection', at: at('14:35'), problem: 'no data' },
        ],
      }),
      happened('14:35', { type: 'verification.broken', failing: ['refusal_rate', 'ticket_deflection'] }),
    ]);
    expect(intro(modals.resolveModal(verifying, now))[0]).toMatch(
      /^Refusals out of range; .+ not measured\.$/,
    );
  });

  it('shows the runbook’s rubric where the severity is chosen', () => {
    expect(intro(modals.severityModal(incident))).toContain(
      'SEV2 Paid traffic affected. Update every 30 min, 1 approval.',
    );
  });

  it('takes a message over as evidence', () => {
    const modal = modals.evidenceModal(incident, {
      ref: 'slack:C1/1.2',
      text: 'I can’t help',
      author: 'Eva Sato',
    });
    expect(modal.state).toBe('42|slack:C1/1.2');
    expect(field(modal, 'content')?.initial).toBe('I can’t help');
    expect(field(modal, 'title')?.initial).toBe('Message by Eva Sato');
  });

  it.each(['Slack', 'Teams'] as const)(
    'calls a file of %s a pointer, before and after it is saved',
    (chat) => {
      const file = { name: 'refusals.csv', kind: 'CSV', chat, link: 'https://files.example/F1' };
      const message = { ref: 'slack:C1/1.2', text: '', author: 'Eva Sato', files: [file] };
      const plan = productPlan({
        evidence: [{ id: 'bad', title: 'Bad answers', source: 'people' }],
      } as never);
      const modal = modals.evidenceModal(incidentAfter([], { plan }), message);
      const kept = `refusals.csv (CSV), a link to a file in ${chat}, not kept by airb: https://files.example/F1`;
      expect(field(modal, 'content')?.initial).toBe(kept);
      expect(field(modal, 'title')?.initial).toBe('File refusals.csv, by Eva Sato');
      expect(field(modal, 'item')?.initial).toBe('other');
      expect(intro(modal).join(' ')).toContain(`a link to it. The file itself stays in ${chat}`);

      // However long the words beside it are, and whatever the file is called, the line is whole and one line.
      const long = {
        ...message,
        text: 'x'.repeat(5000),
        files: [{ name: 'a\nb.csv', chat, link: 'javascript:1' }],
      };
      const content =
        field(modals.evidenceModal(incidentAfter([], { plan }), long), 'content')?.initial ?? '';
      expect(content.length).toBeLessThanOrEqual(3000);
      expect(content).toMatch(new RegExp(`\n\na b\\.csv, a file in ${chat}, not kept by airb$`));
    },
  );

  it.each([
    [
      'https://acme.slack.com/files/U1/F1',
      'keeps the name of the file and a link to it. The file itself stays in Slack, and a pointer answers only an item that asks for ids or links: paste',
      'ids',
    ],
    [
      undefined,
      'keeps the name of the file. The file itself stays in Slack, and a pointer answers no item of the runbook: paste',
      'other',
    ],
  ])(
    'takes a file with the link %s for the item that asks for links, or says that it is for none',
    (link, note, item) => {
      const file = { name: 'refusals.csv', chat: 'Slack' as const, ...(link && { link }) };
      const items = [
        { id: 'bad', title: 'Bad answers', source: 'people' },
        { id: 'ids', title: 'Ids', source: 'people', kind: 'reference' },
      ];
      const plan = productPlan({ evidence: items } as never);
      const message = { ref: 'slack:C1/1.2', text: 'don’t share', author: 'Eva Sato', files: [file] };
      const modal = modals.evidenceModal(incidentAfter([], { plan }), message);
      expect(intro(modal).join(' ')).toContain(note);
      expect(field(modal, 'item')?.initial).toBe(item);
    },
  );

  it('chooses the missing item that a message is likely to answer, and none that it does not', () => {
    const items = (...kinds: ('text' | 'trace-id' | 'tool-call')[]) =>
      kinds.map((kind, n) => ({ id: `e${n}`, title: `Item ${n}`, source: 'people' as const, kind }));
    const chosen = (kinds: Parameters<typeof items>, text?: string) => {
      const plan = productPlan({ evidence: items(...kinds) } as never);
      const message = text === undefined ? undefined : { ref: 'slack:C1/1.2', text, author: 'Eva Sato' };
      const item = field(modals.evidenceModal(incidentAfter([], { plan }), message), 'item');
      return [item?.initial, item?.hint === undefined ? 'sure' : 'asks'];
    };
    const call = '{"name":"refund","arguments":{"order":"A1"}}';
    expect(chosen(['text', 'tool-call'], call)).toEqual(['e1', 'sure']);
    expect(chosen(['text', 'text'], 'Q: How do I cancel? A: I can’t help.')).toEqual(['e0', 'asks']);
    expect(chosen(['trace-id'], 'I can’t help')).toEqual(['other', 'sure']);
    expect(chosen(['trace-id'])).toEqual(['e0', 'sure']);
    expect(chosen([])).toEqual(['other', 'sure']);
  });

  it('lets an incident be declared for a system nobody has described', () => {
    const system = { id: 'support-bot', title: 'Support bot' };
    const library = { systems: [system], runbooks: [] } as unknown as Parameters<
      typeof modals.declareModal
    >[0];
    const modal = modals.declareModal(library, { title: 'refuses', severity: 'sev2' });
    expect(fieldIds(modal)).toEqual(['system', 'title', 'failure', 'severity']);
    expect(field(modal, 'system')?.options?.map((option) => option.value)).toEqual([
      'support-bot',
      'unlisted',
    ]);
    expect(modal.fields.map(({ initial }) => initial)).toEqual(['support-bot', 'refuses', undefined, 'sev2']);
  });
});
