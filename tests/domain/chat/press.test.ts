import { describe, expect, it } from 'vitest';
import { decodeState, encodeState } from '../../../src/domain/chat/form-state.ts';
import {
  decodeChoice,
  decodePress,
  encodeChoice,
  encodePress,
  opensForm,
  type Press,
  type Verb,
} from '../../../src/domain/chat/press.ts';
import { type Random, random } from '../../hostile/random.ts';

/** Ids and texts as somebody may choose them, and worse. */
const odd = [
  '',
  ' ',
  '|',
  '\\',
  '\\|',
  '|\\',
  '||',
  '\\\\',
  'triage.read-twenty',
  'slack:U0123',
  'slack:C0123/1700000000.000100',
  '19:abc@thread.tacv2;messageid=1',
  'hint:3',
  'a|b',
  'C:\\Users\\ana',
  'Übermäßig — “zitiert”',
  '日本語\n\tzweite Zeile',
  '👩‍🚒',
  '\u202eright to left',
  '\ud800',
  '__proto__',
  '0',
  'all',
];

function text(chance: Random): string {
  return Array.from({ length: chance.below(4) }, () => chance.pick(odd)).join(
    chance.pick(['', ' ', '|', ':']),
  );
}

/** One press of every kind, with the values its buttons carry. */
function presses(chance: Random): Press[] {
  const incident = chance.below(2 ** 31) + 1;
  const step = text(chance);
  const maybe = (value: string) => (chance.chance(0.5) ? value : undefined);
  const all: { [V in Verb]: Press<V>['values'] } = {
    'page.ack': { incident },
    'action-item.open': { incident },
    'action-item.done': { incident, item: chance.below(9) + 1 },
    'action-item.change': { incident, item: chance.below(9) + 1 },
    'declare.anyway': { system: step, severity: 'sev3', failure: step, title: maybe(text(chance)) },
    'page.decline': { incident, level: chance.below(9) },
    'rollback.break-glass': { incident, action: step },
    'severity.take': { incident, severity: chance.pick(['sev1', 'sev2', 'sev3', 'sev4']) },
    'rollback.to': { incident, part: step, to: text(chance), reason: maybe(step) },
    'role.take': { incident, role: chance.pick(['commander', 'owner', 'communications', 'scribe']) },
    'role.take-over': { incident, role: 'owner', from: text(chance) },
    'role.release': { incident, role: 'scribe' },
    'role.hand': { incident, role: 'communications' },
    'role.accept': { incident, handover: text(chance) },
    'role.decline': { incident, handover: text(chance) },
    'role.withdraw': { incident, handover: text(chance) },
    'roles.list': { incident },
    'update.edit': { incident, form: chance.pick(['internal', 'customer']) },
    'update.review': { incident, update: text(chance) },
    'update.decline': { incident, update: step },
    'update.snooze': { incident },
    'section.show': { incident, section: 'triage' },
    'section.hide': { incident, section: 'questions' },
    'step.find': { incident, step },
    'step.done': { incident, step },
    'step.undo': { incident, step },
    'step.skip': { incident, step },
    'step.assign': { incident, step },
    'step.note': { incident, step },
    'step.unhelpful': { incident, step },
    'step.add': { incident },
    'revision.show': { incident },
    'question.set': {
      incident,
      question: chance.pick(['kind', 'changed', 'examples']),
      answer: text(chance),
    },
    'category.set': { incident, category: chance.pick(['infrastructure', 'model', 'prompt', 'data']) },
    'diagnosis.answer': { incident, check: text(chance), answer: text(chance) },
    'diagnosis.back': {
      incident,
      check: text(chance),
      answer: text(chance),
      all: chance.chance(0.5) ? 'all' : undefined,
    },
    'rollback.open': { incident, part: text(chance), reason: maybe(text(chance)) },
    'rollback.approve': { incident, action: text(chance) },
    'rollback.decline': { incident, action: text(chance) },
    'rollback.manual': { incident, action: text(chance) },
    'rollback.preview': { incident, part: text(chance), to: maybe(text(chance)) },
    'rollback.stop': { incident, action: text(chance) },
    'rollback.look': { incident, action: text(chance) },
    'rollback.done': { incident, action: text(chance) },
    'rollback.undone': { incident, action: text(chance) },
    'update.open': { incident, form: chance.pick(['internal', 'customer']) },
    'evidence.open': { incident },
    'evidence.list': { incident },
    'evidence.read': { incident, place: chance.below(99) },
    'evidence.pull': { incident },
    'evidence.confirm': { incident, place: chance.below(99) },
    'proposal.decline': { incident, proposal: text(chance) },
    'example.open': { incident, place: chance.below(99) },
    'note.open': { incident, text: maybe(text(chance)) },
    'severity.open': { incident },
    'verify.start': { incident },
    'read.now': { incident },
    'resolve.try': { incident },
    'declare.open': {},
    'postmortem.draft': { incident },
    'drill.join': { incident },
    'drill.stop': { incident },
    'help.show': { group: chance.pick(['respond', 'setup']) },
  };
  return Object.entries(all).map(([verb, values]) => ({ verb, values }) as Press);
}

const encoded = <V extends Verb>({ verb, values }: Press<V>) => encodePress(verb, values);

describe('what a button carries', () => {
  it('is written as the buttons that stand in channels already', () => {
    expect(encodePress('page.ack', { incident: 42 })).toBe('42');
    expect(encodePress('page.decline', { incident: 42, level: 0 })).toBe('42|0');
    expect(encodePress('role.take', { incident: 42, role: 'communications' })).toBe('42|communications');
    expect(encodePress('step.done', { incident: 42, step: 'triage.samples' })).toBe('42|triage.samples');
    expect(encodePress('question.set', { incident: 42, question: 'kind', answer: 'cost' })).toBe(
      '42|kind|cost',
    );
    expect(encodePress('diagnosis.answer', { incident: 42, check: 'who', answer: 'hint:3' })).toBe(
      '42|who|hint:3',
    );
    expect(encodePress('diagnosis.back', { incident: 42, check: 'who', answer: 'model' })).toBe(
      '42|who|model',
    );
    expect(encodePress('diagnosis.back', { incident: 42, check: 'who', answer: 'model', all: 'all' })).toBe(
      '42|who|model|all',
    );
    expect(encodePress('rollback.open', { incident: 42, part: 'prompt' })).toBe('42|prompt');
    expect(
      encodePress('rollback.open', { incident: 42, part: 'prompt', reason: 'points at “The new prompt”' }),
    ).toBe('42|prompt|points at “The new prompt”');
    expect(encodePress('note.open', { incident: 42, text: 'Fallback is on: ' })).toBe('42|Fallback is on: ');
    expect(encodePress('update.open', { incident: 42, form: 'internal' })).toBe('42|internal');
    expect(encodePress('declare.open', {})).toBe('');
  });

  it('comes back as it went out, whatever an id or a text is made of', () => {
    for (let seed = 0; seed < 100; seed += 1) {
      for (const press of presses(random(seed))) {
        const value = encoded(press);
        expect(decodePress(press.verb, value), `${press.verb} ${value} (seed ${seed})`).toEqual(press);
      }
    }
  });

  it('is not understood when it is of another version', () => {
    for (const [verb, value] of [
      ['launch', '1'],
      ['constructor', '1'],
      ['__proto__', '1'],
      ['page.ack', ''],
      ['page.ack', ' 1'],
      ['page.ack', '01'],
      ['page.ack', '-1'],
      ['page.ack', '0.5'],
      ['page.ack', '1e3'],
      ['page.ack', 'NaN'],
      ['page.ack', '9007199254740993'],
      ['page.ack', '1|2'],
      ['step.done', '1'],
      ['role.take', '1|king'],
      ['role.take', '1|__proto__'],
      ['question.set', '1|colour|red'],
      ['category.set', '1|weather'],
      ['diagnosis.back', '1|who|model|some'],
      ['update.open', '1|everybody'],
      ['declare.open', '1'],
    ] as const) {
      expect(decodePress(verb, value), `${verb} ${value}`).toBeUndefined();
    }
  });

  it('a backslash in the text of an older button is only that', () => {
    expect(decodePress('note.open', '42|see C:\\logs')).toEqual({
      verb: 'note.open',
      values: { incident: 42, text: 'see C:\\logs' },
    });
  });

  it('can be any garbage without an error', () => {
    const verbs = [...presses(random(1)).map(({ verb }) => verb), 'launch', '', 'toString'];
    for (let seed = 0; seed < 100; seed += 1) {
      const chance = random(seed);
      const value = chance.chance(0.5)
        ? chance.bytes(chance.below(40)).toString('latin1')
        : Array.from({ length: chance.below(6) }, () => chance.pick([...odd, '1', '42'])).join('|');
      for (const verb of verbs) {
        const press = decodePress(verb, value);
        // What is understood means the same when it is written again.
        if (press) expect(decodePress(press.verb, encoded(press))).toEqual(press);
        decodeState(verb, value);
      }
    }
    expect(decodePress('step.done', `1|${'|'.repeat(40_000)}`)).toBeUndefined();
  });

  it('says whether its press is answered with a form', () => {
    expect(['rollback.open', 'resolve.try', 'declare.open'].every((verb) => opensForm(verb as Verb))).toBe(
      true,
    );
    expect(opensForm('page.ack')).toBe(false);
  });
});

describe('an option of a menu', () => {
  it('carries its verb before its value, as it always did', () => {
    const choice = encodeChoice({ verb: 'step.skip', value: '42|a\\|b' });
    expect(choice).toBe('step.skip|42|a\\|b');
    expect(decodeChoice(choice)).toEqual({ verb: 'step.skip', value: '42|a\\|b' });
    expect(decodeChoice('declare.open')).toEqual({ verb: 'declare.open', value: '' });
  });
});

describe('what a form knows besides its fields', () => {
  it('is written as in the forms that are open already', () => {
    expect(encodeState('declare', {})).toBe('');
    expect(encodeState('update', { incident: 42, form: 'customer' })).toBe('42|customer');
    expect(encodeState('skip', { incident: 42, step: 'triage.samples' })).toBe('42|triage.samples');
    expect(encodeState('evidence', { incident: 42 })).toBe('42');
    expect(encodeState('evidence', { incident: 42, message: 'slack:C1/1700000000.000100' })).toBe(
      '42|slack:C1/1700000000.000100',
    );
    expect(encodeState('decline-page', { incident: 42, level: 1 })).toBe('42|1');
  });

  it('comes back as it went out', () => {
    for (const word of odd) {
      for (const form of ['skip', 'assign', 'step-note'] as const) {
        const state = { incident: 7, step: word };
        expect(decodeState(form, encodeState(form, state))).toEqual({ form, state });
      }
      const state = { incident: 7, message: word };
      expect(decodeState('evidence', encodeState('evidence', state))).toEqual({ form: 'evidence', state });
    }
  });

  it('is not understood when it is of another version', () => {
    for (const [form, text] of [
      ['launch', '1'],
      ['constructor', '1'],
      ['note', 'NaN'],
      ['note', '1|2'],
      ['update', '1'],
      ['decline-page', '1|NaN'],
      ['declare', '1'],
    ] as const) {
      expect(decodeState(form, text), `${form} ${text}`).toBeUndefined();
    }
  });
});
