import type { ComponentChildren } from 'preact';
import { type Node, NodeType, parse } from 'slack-message-parser';
import { useSession } from '../state/session.ts';
import { formatDateToken } from './date.ts';
import { Emoji, ExternalLink, Mention } from './inline.tsx';
import { plainOf } from './plain.ts';

/** Slack's own markup as elements. The text is parsed, never interpreted as HTML. */
export function Mrkdwn({ text, verbatim = false }: { text: string; verbatim?: boolean }) {
  // Slack reads a raw ">" at the start of a line as a quote too, and drops the space after it.
  const prepared = text.replace(/^(?:>|&gt;) ?/gm, '&gt;');
  return (
    <span class="mrkdwn">{parse(prepared).children.map((node, i) => piece({ node, verbatim, key: i }))}</span>
  );
}

interface Piece {
  node: Node;
  verbatim: boolean;
  key: number;
}

function piece({ node, verbatim, key }: Piece): ComponentChildren {
  const inner = (nodes: Node[]) => nodes.map((child, i) => piece({ node: child, verbatim, key: i }));
  switch (node.type) {
    case NodeType.Text:
      return <PlainPiece key={key} text={plainOf(node.text)} verbatim={verbatim} />;
    case NodeType.Bold:
      return <b key={key}>{inner(node.children)}</b>;
    case NodeType.Italic:
      return <i key={key}>{inner(node.children)}</i>;
    case NodeType.Strike:
      return <s key={key}>{inner(node.children)}</s>;
    case NodeType.Code:
      return <code key={key}>{plainOf(node.text)}</code>;
    case NodeType.PreText:
      return <pre key={key}>{plainOf(node.text).replace(/^\n|\n$/g, '')}</pre>;
    case NodeType.Quote:
      return <blockquote key={key}>{inner(node.children)}</blockquote>;
    case NodeType.Emoji:
      return <Emoji key={key} name={node.name} fallback={plainOf(node.source)} />;
    case NodeType.UserLink:
      return <Mention key={key} kind="user" id={node.userID} />;
    case NodeType.ChannelLink:
      return <Mention key={key} kind="channel" id={node.channelID} />;
    case NodeType.URL:
      return <ExternalLink key={key} href={plainOf(node.url)} label={node.label && inner(node.label)} />;
    case NodeType.Command:
      return <CommandPiece key={key} node={node} label={node.label && inner(node.label)} />;
    case NodeType.Root:
      return inner(node.children);
  }
}

function CommandPiece({
  node,
  label,
}: {
  node: Extract<Node, { name: string; arguments: string[] }>;
  label?: ComponentChildren;
}) {
  const { me, workspace } = useSession();
  const [first, pattern, link] = node.arguments;
  if (node.name === 'date' && first && pattern) {
    const now = new Date(workspace.now);
    const written = formatDateToken({ seconds: Number(first), pattern, tz: me.tz, now });
    return link ? <ExternalLink href={link} label={written} /> : <time>{written || label}</time>;
  }
  if (node.name === 'subteam') return <span class="mention">{label ?? `@${first ?? 'group'}`}</span>;
  return <span class="mention mention-all">@{node.name}</span>;
}

/** Bare addresses become links, unless the author asked for the text verbatim. */
function PlainPiece({ text, verbatim }: { text: string; verbatim: boolean }) {
  if (verbatim) return <>{text}</>;
  const parts = text.split(/(https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"])/);
  return <>{parts.map((part, i) => (i % 2 ? <ExternalLink key={part} href={part} /> : part))}</>;
}
