import type { StoredEffect } from '../../ports/outbox.ts';
import type { Facts, Later, Span } from '../../ports/spans.ts';
import { isTimer } from './fire.ts';
import { failureOf } from './retry.ts';
import type { Outcome } from './send.ts';

/** What a span says of an effect before it is sent: airb's own words, and the number of the incident. */
export function work(effect: StoredEffect): Later {
  const { key, incident, body, attempts } = effect;
  const facts: Facts = { 'airb.incident': incident, 'airb.effect.attempts': attempts };
  if (isTimer(effect)) return { name: `timer ${effect.body.command.type}`, facts, effect: key, apart: true };
  const chat: Facts = 'chat' in body && typeof body.chat === 'string' ? { 'airb.chat': body.chat } : {};
  const all = { ...facts, ...chat, 'airb.effect': body.kind };
  return { name: `deliver ${body.kind}`, facts: all, effect: key, apart: false };
}

/** What became of it. Why it failed stands in the log: what the other side says is not for spans. */
export function noteOutcome(span: Span, outcome: Outcome): void {
  if ('sent' in outcome) {
    span.note({ 'airb.outcome': outcome.sent.leftOut === undefined ? 'delivered' : 'left out' });
    return;
  }
  const { error } = outcome;
  const word = error.throttled ? 'put off' : failureOf(error);
  span.note({ 'airb.outcome': word });
  if (!error.throttled) span.failed(word);
}
