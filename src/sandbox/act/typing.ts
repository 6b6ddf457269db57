import type { Context } from '../context.ts';
import type { Channel } from '../state.ts';

/**
 * A person's text in the form that Slack passes on: `&`, `<` and `>` escaped, `@Ana` and `#general` as references.
 * References that the page has already inserted (`<@U01ANA>`) stay.
 */
export function typed(ctx: Context, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const restored = escaped.replaceAll(/&lt;([@#])([A-Z0-9]+)&gt;/g, (whole, mark: string, id: string) =>
    isKnown(ctx, id) ? `<${mark}${id}>` : whole,
  );
  const named = names(ctx).reduce(
    (line, [name, id]) =>
      line.replaceAll(new RegExp(`(^|[\\s(])@${escapeRegExp(name)}(?![\\w-])`, 'gi'), `$1<@${id}>`),
    restored,
  );
  return named.replaceAll(/(^|[\s(])#([a-z0-9_-]+)/g, (whole, before: string, name: string) => {
    const channel = Object.values(ctx.state.channels).find((c) => c.name === name && c.kind === 'channel');
    return channel ? `${before}<#${channel.id}>` : whole;
  });
}

/** With `should_escape` a command's references carry names too: `<@U01ANA|ana.lima>`. */
export function withNames(ctx: Context, text: string): string {
  const people = text.replaceAll(/<@([A-Z0-9]+)>/g, (whole, id: string) => {
    const name = names(ctx).find(([, known]) => known === id)?.[0];
    return name ? `<@${id}|${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}>` : whole;
  });
  return people.replaceAll(/<#([A-Z0-9]+)>/g, (whole, id: string) => {
    const channel = ctx.state.channels[id];
    return channel ? `<#${id}|${channel.name}>` : whole;
  });
}

/** The name of a channel for a person. */
export function spoken(channel: Channel): string {
  return channel.kind === 'dm' ? 'this conversation' : `#${channel.name}`;
}

/** Names, full ones first, so that "Ana Lima" is not read as "Ana". */
function names(ctx: Context): [string, string][] {
  const { app, people } = ctx.workspace;
  const full = [
    ...people.map((p): [string, string] => [p.name, p.id]),
    [app.name, app.botUser] as [string, string],
  ];
  const short = people.map((p): [string, string] => [p.name.split(' ')[0] ?? p.name, p.id]);
  return [...full, ...short];
}

function isKnown(ctx: Context, id: string): boolean {
  return id in ctx.state.channels || names(ctx).some(([, known]) => known === id);
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
