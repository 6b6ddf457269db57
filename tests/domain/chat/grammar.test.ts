import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/domain/chat/commands.ts';
import { parseCommand } from '../../../src/domain/chat/grammar.ts';

describe('somebody writes /airb in a hurry', () => {
  it.each([
    ['', { command: 'status' }],
    ['   ', { command: 'status' }],
    ['help', { command: 'help' }],
    ['help Rollback', { command: 'help', topic: 'rollback' }],
    ['update stakeholders', { command: 'update', text: {} }],
    ['help contain', { command: 'help', topic: 'contain' }],
    ['help set up', { command: 'help', topic: 'setup' }],
    ['help me', { command: 'help' }],
    ['ACK', { command: 'ack' }],
    ['/airb ack', { command: 'ack' }],
    ['  status  ', { command: 'status' }],
    ['postmortem', { command: 'postmortem' }],
    ['verify', { command: 'verify' }],
    ['changes', { command: 'changes' }],
    ['timeline 20', { command: 'timeline', count: 20 }],
    ['note “provider says all green”', { command: 'note', text: 'provider says all green' }],
    ['cancel because it was a load test', { command: 'cancel', reason: 'it was a load test' }],
    ['cancel', { command: 'cancel' }],
    ['cancel since 14:02 it is a load test', { command: 'cancel', reason: 'since 14:02 it is a load test' }],
    ['resolve', { command: 'resolve' }],
    ['resolve override: checked by hand', { command: 'resolve', override: 'checked by hand' }],
  ])('%j is understood', (text, intent) => {
    expect(parseCommand(text)).toEqual(intent);
  });

  it.each(['sev2', 'SEV2', 'sev 2', 'Sev-2', '2', 'sev2:', 'sev2 -'])(
    'severity may be written %s',
    (word) => {
      expect(parseCommand(`severity ${word} paid traffic affected`)).toEqual({
        command: 'severity',
        to: 'sev2',
        reason: 'paid traffic affected',
      });
    },
  );

  it('takes a bare severity as the command', () => {
    expect(parseCommand('sev1 because safety answers are wrong')).toEqual({
      command: 'severity',
      to: 'sev1',
      reason: 'safety answers are wrong',
    });
  });
});

describe('asking how ready systems are', () => {
  it.each([
    ['oncall', { command: 'oncall' }],
    ['subscribe', { command: 'subscribe' }],
    [
      'subscribe sev2 SEV1 support-bot by e-mail',
      {
        command: 'subscribe',
        to: { by: 'email', severities: ['sev1', 'sev2'], systems: ['support-bot'] },
      },
    ],
    [
      'subscribe dm',
      { command: 'subscribe', to: { by: 'dm', severities: ['sev1', 'sev2'], systems: ['all'] } },
    ],
    ['unsubscribe', { command: 'unsubscribe', systems: [] }],
    ['unsubscribe support-bot email', { command: 'unsubscribe', by: 'email', systems: ['support-bot'] }],
    ['on-call support-bot', { command: 'oncall', system: 'support-bot' }],
    ['report', { command: 'report' }],
    ['report since 90d by System share', { command: 'report', since: '90d', by: 'system', share: true }],
    ['report share 2026-01-31', { command: 'report', since: '2026-01-31', share: true }],
    ['readiness', { command: 'readiness' }],
    ['Readiness support-bot', { command: 'readiness', system: 'support-bot' }],
    ['ready "support-bot"', { command: 'readiness', system: 'support-bot' }],
    ['readiness all', { command: 'readiness', system: 'all' }],
  ])('%j', (text, intent) => {
    expect(parseCommand(text)).toEqual(intent);
  });

  it('takes no word of a report for something else', () => {
    for (const text of ['report outage', 'report 30d 60d', 'report by', 'report by person'])
      expect(parseCommand(text), text).toHaveProperty('misuse');
  });

  it('takes one system at a time', () => {
    expect(parseCommand('readiness support-bot refund-agent')).toEqual({
      misuse: 'Name one system, or none to see them all.',
      usage: '/airb readiness [<system>|all]',
    });
  });

  it('is suggested to somebody who mistypes it', () => {
    expect(parseCommand('readyness')).toMatchObject({
      misuse: expect.stringContaining('Did you mean “readiness”?'),
    });
  });
});

describe('an incident number in front', () => {
  it.each(['#42 ack', 'inc-42 ack', 'INC42 ack'])('%s means that incident', (text) => {
    expect(parseCommand(text)).toEqual({ incident: 42, command: 'ack' });
  });

  it('may also follow a command without words of its own', () => {
    expect(parseCommand('status #42')).toEqual({ incident: 42, command: 'status' });
    expect(parseCommand('status 42')).toEqual({ incident: 42, command: 'status' });
  });

  it('alone asks how that incident stands', () => {
    expect(parseCommand('#42')).toEqual({ incident: 42, command: 'status' });
  });
});

describe('naming people', () => {
  it.each([
    ['role commander <@U01BEN|ben>', { mention: 'U01BEN', name: 'ben' }],
    ['role <@U01BEN> commander', { mention: 'U01BEN' }],
    ['role commander @ben', { mention: 'ben' }],
    ['role IC me', { mention: 'me' }],
    ['role commander', { mention: 'me' }],
  ])('%s', (text, person) => {
    expect(parseCommand(text)).toEqual({ command: 'role', role: 'commander', person });
  });

  it('assigns a step to somebody, in either order', () => {
    const wanted = { command: 'assign', step: 'check-provider', person: { mention: 'dev' } };
    expect(parseCommand('assign check-provider @dev')).toEqual(wanted);
    expect(parseCommand('assign @dev check-provider')).toEqual(wanted);
    expect(parseCommand('assign check-provider to @dev')).toEqual(wanted);
    // The form asks for what is missing.
    expect(parseCommand('assign check-provider')).toEqual({ command: 'assign', step: 'check-provider' });
    expect(parseCommand('assign')).toEqual({ command: 'assign', step: '' });
  });
});

describe('asking for a rollback', () => {
  const plain = { command: 'rollback', preview: false };

  it.each([
    ['rollback', plain],
    ['rollback prompt', { ...plain, part: 'prompt' }],
    ['rollback prompt to v6', { ...plain, part: 'prompt', to: 'v6' }],
    ['rollback router to large-only', { ...plain, part: 'router', to: 'large-only' }],
    ['rollback prompt v6', { ...plain, part: 'prompt', to: 'v6' }],
    ['rollback "prompt" to "prompt v6"', { ...plain, part: 'prompt', to: 'prompt v6' }],
    ['rollback prompt because refusals', { ...plain, part: 'prompt', reason: 'refusals' }],
    ['rollback prompt to v6 because it is new', { ...plain, part: 'prompt', to: 'v6', reason: 'it is new' }],
    ['rollback prompt refusals follow it', { ...plain, part: 'prompt', reason: 'refusals follow it' }],
    ['rollback prompt dry run', { ...plain, part: 'prompt', preview: true }],
    ['rollback prompt --dry-run', { ...plain, part: 'prompt', preview: true }],
  ])('%s', (text, intent) => {
    expect(parseCommand(text)).toEqual(intent);
  });

  it('asks for the version after a lonely “to”', () => {
    expect(parseCommand('rollback prompt to')).toMatchObject({
      misuse: expect.stringContaining('Say which version'),
    });
  });
});

describe('writing an update in one line', () => {
  it('takes its labelled lines in any order', () => {
    expect(
      parseCommand('update customer scope: paid English users: some get refusals doing: rolling back'),
    ).toEqual({
      command: 'update',
      form: 'customer',
      text: { users: 'some get refusals', scope: 'paid English', mitigation: 'rolling back' },
    });
  });

  it('alone means the form', () => {
    expect(parseCommand('update')).toEqual({ command: 'update', text: {} });
  });

  it('takes words without a label as what is being done', () => {
    expect(parseCommand('update we are rolling back')).toEqual({
      command: 'update',
      text: { mitigation: 'we are rolling back' },
    });
  });
});

describe('the other commands with words', () => {
  it.each([
    [
      'category Prompt it changed at 13:30',
      { command: 'category', category: 'prompt', because: 'it changed at 13:30' },
    ],
    ['category', { command: 'category', because: '' }],
    [
      'change prompt prompt-v6 -> prompt-v7',
      {
        command: 'change',
        kind: 'prompt',
        summary: 'prompt-v6 -> prompt-v7',
        from: 'prompt-v6',
        to: 'prompt-v7',
      },
    ],
    ['change deploy api v18', { command: 'change', kind: 'code', summary: 'api v18' }],
    ['evidence', { command: 'evidence' }],
    ['evidence list', { command: 'evidence', show: 'list' }],
    ['evidence 3', { command: 'evidence', show: 3 }],
    ['#42 evidence sample', { incident: 42, command: 'evidence', sample: true }],
    ['evidence sample: see below', { command: 'evidence', title: 'sample', content: 'see below' }],
    ['evidence 3 of 20 were refused', { command: 'evidence', content: '3 of 20 were refused' }],
    ['example', { command: 'example' }],
    ['examples list', { command: 'example' }],
    ['example 3', { command: 'example', place: 3 }],
    ['example push Langfuse', { command: 'example', push: 'langfuse' }],
    [
      '#42 examples push langsmith private',
      { incident: 42, command: 'example', push: 'langsmith', withPrivate: true },
    ],
    [
      'example #3 Blocking expected: explains it because: asked daily: often',
      {
        command: 'example',
        place: 3,
        set: 'blocking',
        expected: 'explains it',
        reason: 'asked daily: often',
      },
    ],
    ['example 3 backlog because rare', { command: 'example', place: 3, set: 'backlog', reason: 'rare' }],
    [
      'evidence {"role":"user","content":"hi: there"}',
      { command: 'evidence', content: '{"role":"user","content":"hi: there"}' },
    ],
    ['evidence 12:03:44 worker: lost', { command: 'evidence', content: '12:03:44 worker: lost' }],
    [
      'evidence 2025-02-17T12:03:44Z ERROR gateway: 503 from provider',
      { command: 'evidence', content: '2025-02-17T12:03:44Z ERROR gateway: 503 from provider' },
    ],
    ['evidence ERROR gateway: 503', { command: 'evidence', content: 'ERROR gateway: 503' }],
    ['evidence RateLimitError: slow down', { command: 'evidence', content: 'RateLimitError: slow down' }],
    ['evidence https://x.example/a: b', { command: 'evidence', content: 'https://x.example/a: b' }],
    ['evidence role: user\ncontent: hi', { command: 'evidence', content: 'role: user\ncontent: hi' }],
    ['evidence [1] a: b', { command: 'evidence', content: '[1] a: b' }],
    ['evidence "How do I cancel?"', { command: 'evidence', content: '"How do I cancel?"' }],
    [
      'evidence failing prompt:  "How do I  cancel?"\n  second line: as typed',
      {
        command: 'evidence',
        title: 'failing prompt',
        content: '"How do I  cancel?"\n  second line: as typed',
      },
    ],
    [
      'evidence prompt: How do I cancel?',
      { command: 'evidence', title: 'prompt', content: 'How do I cancel?' },
    ],
    ['evidence failing prompt:', { command: 'evidence', title: 'failing prompt' }],
    ['evidence ERROR:', { command: 'evidence', content: 'ERROR:' }],
    ['redact', { command: 'redact', why: '' }],
    ['redact 12 names a customer', { command: 'redact', entry: 12, why: 'names a customer' }],
    ['redact #12 — why', { command: 'redact', entry: 12, why: 'why' }],
    [
      'redact "call Maria" because it names a customer',
      { command: 'redact', words: 'call Maria', why: 'it names a customer' },
    ],
    [
      'redact https://acme.slack.com/archives/C1/p1700000000000100 a key',
      { command: 'redact', link: 'https://acme.slack.com/archives/C1/p1700000000000100', why: 'a key' },
    ],
    ['declare', { command: 'declare' }],
    [
      'declare support-bot sev2 refuses too much',
      { command: 'declare', system: 'support-bot', severity: 'sev2', title: 'refuses too much' },
    ],
    [
      'declare support-bot 3 users see refusals',
      { command: 'declare', system: 'support-bot', title: '3 users see refusals' },
    ],
  ])('%s', (text, intent) => {
    expect(parseCommand(text)).toEqual(intent);
  });
});

describe('a command that is wrong', () => {
  it.each([
    ['rolback prompt', 'There is no command “rolback”. Did you mean “rollback”?', '/airb rollback'],
    ['canel', 'There is no command “canel”. Did you mean “cancel”?', '/airb cancel [why]'],
    ['canel! a test', 'There is no command “canel!”. Did you mean “cancel”?', '/airb cancel [why]'],
    ['stauts', 'There is no command “stauts”. Did you mean “status”?', '/airb status'],
    ['xyzzy', 'There is no command “xyzzy”.', '/airb help'],
    ['stop the bot', 'What stops or slows the system is a button on the card', '/airb help'],
    ['roll back prompt', 'It is one word: `/airb rollback <part>`', '/airb help'],
    ['rollback to v6', 'Say which part to roll back, before “to”.', '/airb rollback'],
    ['fixed', '`/airb verify` starts watching whether it is over', '/airb help'],
    [
      'severity high',
      '“high” is not a severity: use sev1 (worst) to sev4.',
      '/airb severity <sev1–sev4> <why>',
    ],
    ['severity sev9', '“sev9” is not a severity', '/airb severity'],
    ['role scrib', 'There is no role “scrib”. Did you mean “scribe”?', '/airb role'],
    ['category promt', 'There is no category “promt”. Did you mean “prompt”?', '/airb category'],
    ['change prmpt v7', 'There is no kind of change “prmpt”. Did you mean “prompt”?', '/airb change'],
    ['change prompt', 'Say what changed about the prompt.', '/airb change'],
    ['assign @dev', 'Say which step', '/airb assign [<step> [@person]]'],
    ['timeline soon', 'Say how many entries, as a number.', '/airb timeline'],
    ['resolve it is fine', 'write “override” and the reason', '/airb resolve'],
    ['resolve override', 'An override needs a reason', '/airb resolve'],
  ])('%s is explained', (text, misuse, usage) => {
    expect(parseCommand(text)).toEqual({
      misuse: expect.stringContaining(misuse),
      usage: expect.stringContaining(usage),
    });
  });

  it.each(['constructor', '__proto__', 'toString', `${'a'.repeat(30_000)} b`, '<@', '#', '"', '\u0000'])(
    'hostile words (%j) are only unknown words',
    (text) => {
      expect(parseCommand(text)).toMatchObject({ misuse: expect.any(String), usage: expect.any(String) });
    },
  );

  it('repeats at most a few letters of an endless word', () => {
    const answer = parseCommand('x'.repeat(30_000));
    expect('misuse' in answer && answer.misuse.length).toBeLessThan(120);
  });
});

describe('walking the diagnosis in words', () => {
  it.each([
    ['diagnose', {}],
    ['why', {}],
    ['diagnose the model', { answer: 'the model' }],
    ['why “The guardrail blocked it”', { answer: 'The guardrail blocked it' }],
    ['diagnose 2', { answer: '2' }],
    ['diagnose back', { back: 'last' }],
    ['DIAGNOSE Undo', { back: 'last' }],
    ['diagnose restart', { back: 'all' }],
    ['diagnose back to normal', { answer: 'back to normal' }],
  ])('%s', (text, rest) => {
    expect(parseCommand(text)).toEqual({ command: 'diagnose', ...rest });
  });

  it('may name the incident', () => {
    expect(parseCommand('#42 diagnose yes')).toEqual({ incident: 42, command: 'diagnose', answer: 'yes' });
  });
});

describe('a regulatory clock', () => {
  it('is started with its time, ended with its reason, and begun with a risk escalation', () => {
    expect(parseCommand('clock start GDPR-33 from 14:02 names went out')).toEqual({
      command: 'clock',
      deed: 'start',
      clock: 'gdpr-33',
      from: '14:02',
      reason: 'names went out',
    });
    expect(parseCommand('clock done gdpr-33 filed as 4711')).toMatchObject({
      deed: 'done',
      reason: 'filed as 4711',
    });
    expect(parseCommand('clock')).toEqual({ command: 'clock', reason: '' });
    expect(parseCommand('escalate risk clock:gdpr-33 clock:hipaa names went out')).toEqual({
      command: 'escalate',
      kind: 'risk',
      clocks: ['gdpr-33', 'hipaa'],
      reason: 'names went out',
    });
  });

  it.each(['clock stop gdpr-33 x', 'clock start', 'clock start gdpr-33 from noon names went out'])(
    '%s is asked about, not done',
    (words) => {
      expect(parseCommand(words)).toHaveProperty('misuse');
    },
  );
});

describe('drill', () => {
  it.each([
    ['drill', { command: 'drill' }],
    ['drill Support-Bot', { command: 'drill', scenario: 'support-bot' }],
    ['drill join', { command: 'drill', does: 'join' }],
    [
      '#7 drill stop a real one began',
      { command: 'drill', incident: 7, does: 'stop', reason: 'a real one began' },
    ],
    ['drill support-bot and then some', { misuse: expect.stringContaining('nothing was started') }],
  ])('%s', (words, meant) => {
    expect(parseCommand(words)).toMatchObject(meant);
  });
});

describe('the table of commands', () => {
  it.each(commands.map((command) => [command.name, command.example] as const))(
    'the example of %s is understood as that command',
    (name, example) => {
      expect(parseCommand(example)).toMatchObject({ command: name });
    },
  );

  it('holds every command of the railway', () => {
    const wanted =
      'help declare status ack severity role signals checklist assign step update rollback fallback freeze approve category diagnose evidence example note redact timeline change changes verify resolve cancel escalate clock reopen merge split runbook rename action postmortem drill report readiness oncall subscribe unsubscribe';
    expect(commands.map((command) => command.name).sort()).toEqual(wanted.split(' ').sort());
  });
});
