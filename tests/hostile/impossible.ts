/** What Slack or Teams would sign and nobody can do. */

export const long = 'x'.repeat(40_000);

/** Buttons of another version, or of an incident that is none. */
export const impossiblePresses: [verb: string, value: unknown][] = [
  ['launch', '1'],
  ['constructor', '1'],
  ['__proto__', '1'],
  ['page.ack', '7'],
  ['page.ack', 'NaN'],
  ['page.ack', '1e400'],
  ['page.ack', '-1'],
  ['page.ack', '0.5'],
  ['page.ack', ''],
  ['role.take', '1|king'],
  ['role.take', '1|__proto__'],
  ['step.done', '1|no-such-step'],
  ['step.done', `1|${long}`],
  ['question.set', '1|colour|red'],
  ['category.set', '1|weather'],
  ['rollback.approve', '1|r99'],
  ['rollback.open', '99|prompt'],
  ['rollback.preview', '1|__proto__'],
  ['update.open', 'x'],
  ['verify.start', ' '],
  ['resolve.try', 'NaN'],
];

/** Forms with values nobody can have typed. */
export const impossibleForms: [form: unknown, state: unknown, values: Record<string, unknown>][] = [
  ['launch', '1', { text: 'x' }],
  ['constructor', '1', { text: 'x' }],
  ['note', '7', { text: 'x' }],
  ['note', 'NaN', { text: 'x' }],
  ['note', '1', { text: '' }],
  ['note', '1', { text: '   ' }],
  ['note', '1', {}],
  ['update', '1|internal', { users: '', mitigation: '' }],
  ['rollback', '1', { part: 'no-such-part', reason: 'x' }],
  ['rollback', '1', { part: '__proto__', reason: 'x' }],
  ['rollback', '1', { part: 'prompt', reason: '' }],
  ['skip', '1|no-such-step', { reason: 'x' }],
  ['assign', '1|triage.read-twenty', { person: 'U0NOBODY' }],
  ['severity', '1', { severity: 'sev0', reason: 'x' }],
  ['resolve', '1', { reason: '' }],
  ['cancel', '1', { reason: '' }],
  ['decline-page', '1|NaN', { reason: 'x' }],
  ['evidence', '1', { content: '' }],
  ['example', '1|0', { set: 'blocking', expected: 'x', reason: 'x' }],
  ['example', '1|1', { set: 'all', expected: 'x', reason: 'x' }],
  [['note'], '1', { text: 'x' }],
  ['note', { $gt: 0 }, { text: 'x' }],
];
