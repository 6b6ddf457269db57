import type { Button, Card, Menu, Node, Spans } from '../../domain/chat/card.ts';
import { decodePress, encodeChoice, type PressValues, type Verb } from '../../domain/chat/press.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import type { Instant } from '../../domain/time.ts';
import { timeOf } from './spans.ts';

/** What is known of a message that was said once. */
export interface Said {
  /** When what it tells of happened. */
  at: Instant;
  /** Buttons, as `choiceOf` writes them, that a newer message carries as well. */
  newer: ReadonlySet<string>;
}

type Rule<V extends Verb> = (
  values: PressValues[V],
  incident: Opened,
  said: { at: Instant; newest: boolean },
) => Spans | undefined;

/**
 * The buttons of messages that are said once and not drawn from the present state: what stands in the place of each once
 * it is used, and nothing while it can be pressed. No words only take the button away. A button that `stays` is as good
 * at any time.
 */
const rules: { [V in Verb]?: Rule<V> | 'stays' } = {
  'update.open': ({ form }, incident, { at }) => {
    const posted = incident.updates.find((one) => !one.automatic && one.form === form && one.at >= at);
    if (posted !== undefined) return ['The update went out at ', timeOf(posted.at), '.'];
    return isOpen(incident) ? undefined : ['The incident is over.'];
  },
  'update.snooze': (_, incident, { at }) => {
    const { overdueFrom, snoozedFrom } = incident.cadence;
    const written = incident.updates.some((one) => !one.automatic && one.at >= at);
    return written || overdueFrom !== undefined || snoozedFrom !== undefined || !isOpen(incident)
      ? []
      : undefined;
  },
  // Only the last one can be corrected.
  'update.edit': (_values, _incident, { newest }) => (newest ? undefined : []),
  'evidence.pull': (_values, _incident, { newest }) => (newest ? undefined : []),
  'evidence.confirm': ({ place }, { evidence }) =>
    evidence[place - 1]?.unconfirmed ? undefined : ['Somebody looked at it, and it counts.'],
  'drill.stop': (_, incident) => (isOpen(incident) ? undefined : ['The drill is over.']),
  'evidence.read': 'stays',
  // One piece of evidence gives several examples, and each may move to another set.
  'example.open': 'stays',
  'action-item.open': 'stays',
};

/** True for a button of which somebody said whether it is ever used up. */
export function hasRule({ verb }: Button): boolean {
  return Object.hasOwn(rules, verb);
}

/** True for a message that loses a button one day. */
export function isUsedUp(card: Card): boolean {
  return buttonsOf(card).some(({ verb }) => typeof rules[verb as Verb] === 'function');
}

/** The buttons of a message as words to compare. */
export function choicesOf(card: Card): string[] {
  return buttonsOf(card).map(encodeChoice);
}

/** A message without the buttons that are used; the very same one where none is. */
export function withoutUsed(card: Card, incident: Opened, said: Said): Card {
  const nodes = card.nodes.flatMap((node) => left(node, incident, said));
  const same = nodes.length === card.nodes.length && nodes.every((node, index) => node === card.nodes[index]);
  return same ? card : { ...card, nodes };
}

function left(node: Node, incident: Opened, said: Said): Node[] {
  if (node.type !== 'actions') return [node];
  const ends = node.controls.map((control) =>
    'menu' in control ? undefined : instead(control, incident, said),
  );
  if (ends.every((words) => words === undefined)) return [node];
  const controls = node.controls.filter((_, index) => ends[index] === undefined);
  const spans = ends.find((words) => words !== undefined && words.length > 0);
  return [
    ...(controls.length > 0 ? [{ ...node, controls }] : []),
    ...(spans === undefined ? [] : [{ type: 'context' as const, spans }]),
  ];
}

/** What stands in its place; undefined while it can be pressed. */
function instead(button: Button, incident: Opened, { at, newer }: Said): Spans | undefined {
  const press = decodePress(button.verb, button.value);
  const rule = press && rules[press.verb];
  if (press === undefined || rule === undefined || rule === 'stays') return undefined;
  // Each rule takes the values of its own verb; the compiler can't follow that through the lookup.
  const judge = rule as Rule<Verb>;
  return judge(press.values as never, incident, { at, newest: !newer.has(encodeChoice(button)) });
}

function buttonsOf({ nodes }: Card): Button[] {
  return nodes.flatMap((node) => (node.type === 'actions' ? node.controls.flatMap(optionsOf) : []));
}

function optionsOf(control: Button | Menu): Button[] {
  return 'menu' in control ? control.options : [control];
}
