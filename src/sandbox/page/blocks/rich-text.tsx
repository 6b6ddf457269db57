import type { ComponentChildren } from 'preact';
import { useSession } from '../state/session.ts';
import { formatDateToken } from '../text/date.ts';
import { Emoji, ExternalLink, Mention } from '../text/inline.tsx';
import { asObject, flag, type Json, objects, str } from './json.ts';

/** The elements of a rich_text block: sections, lists, code and quotes. No markup is parsed in here. */
export function RichText({ elements }: { elements: Json[] }) {
  return (
    <div class="rich">
      {elements.map((element, i) => (
        <Part key={i} element={element} />
      ))}
    </div>
  );
}

function Part({ element }: { element: Json }) {
  const children = objects(element.elements);
  switch (str(element, 'type')) {
    case 'rich_text_section':
      return <p>{inlines(children)}</p>;
    case 'rich_text_preformatted':
      return <pre>{inlines(children)}</pre>;
    case 'rich_text_quote':
      return <blockquote>{inlines(children)}</blockquote>;
    case 'rich_text_list':
      return <List element={element} />;
    default:
      return null;
  }
}

function List({ element }: { element: Json }) {
  const indent = Number(element.indent ?? 0);
  const items = objects(element.elements).map((item, i) => (
    <li key={i}>{inlines(objects(item.elements))}</li>
  ));
  const css = `indent-${Math.min(Math.max(indent, 0), 8)}`;
  if (str(element, 'style') !== 'ordered') return <ul class={css}>{items}</ul>;
  return (
    <ol class={css} start={Number(element.offset ?? 0) + 1}>
      {items}
    </ol>
  );
}

function inlines(elements: Json[]): ComponentChildren {
  return elements.map((element, i) => (
    <Styled key={i} style={asObject(element.style)}>
      <Inline element={element} />
    </Styled>
  ));
}

function Styled({ style, children }: { style: Json | null; children: ComponentChildren }) {
  let styled = children;
  if (!style) return <>{styled}</>;
  if (flag(style, 'code')) styled = <code>{styled}</code>;
  if (flag(style, 'strike')) styled = <s>{styled}</s>;
  if (flag(style, 'italic')) styled = <i>{styled}</i>;
  if (flag(style, 'bold')) styled = <b>{styled}</b>;
  if (flag(style, 'underline')) styled = <u>{styled}</u>;
  return <>{styled}</>;
}

function Inline({ element }: { element: Json }) {
  switch (str(element, 'type')) {
    case 'text':
      return <>{str(element, 'text')}</>;
    case 'link':
      return <ExternalLink href={str(element, 'url')} label={str(element, 'text') || undefined} />;
    case 'user':
      return <Mention kind="user" id={str(element, 'user_id')} />;
    case 'channel':
      return <Mention kind="channel" id={str(element, 'channel_id')} />;
    case 'usergroup':
      return <span class="mention">@{str(element, 'usergroup_id')}</span>;
    case 'broadcast':
      return <span class="mention mention-all">@{str(element, 'range')}</span>;
    case 'emoji':
      return <Emoji name={str(element, 'name')} />;
    case 'date':
      return <DatePiece element={element} />;
    case 'color':
      return <code>{str(element, 'value')}</code>;
    default:
      return null;
  }
}

function DatePiece({ element }: { element: Json }) {
  const { me, workspace } = useSession();
  const seconds = Number(element.timestamp);
  const written = formatDateToken({
    seconds,
    pattern: str(element, 'format'),
    tz: me.tz,
    now: new Date(workspace.now),
  });
  return <time title={str(element, 'fallback')}>{written}</time>;
}
