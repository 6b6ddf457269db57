import { lexer, type Token, type Tokens } from 'marked';
import type { ComponentChildren } from 'preact';
import { ExternalLink } from './inline.tsx';
import { plainOf } from './plain.ts';

/** Standard Markdown (markdown blocks and .md files) as elements. HTML in it is shown as the text it is. */
export function Markdown({ text }: { text: string }) {
  return <div class="markdown">{tokens(lexer(text, { gfm: true }))}</div>;
}

function tokens(list: Token[] | undefined): ComponentChildren {
  return (list ?? []).map((token, i) => <One key={i} token={token} />);
}

function One({ token }: { token: Token }) {
  switch (token.type) {
    case 'heading':
      return heading(token as Tokens.Heading);
    case 'paragraph':
      return <p>{tokens(token.tokens)}</p>;
    case 'blockquote':
      return <blockquote>{tokens(token.tokens)}</blockquote>;
    case 'list':
      return list(token as Tokens.List);
    case 'code':
      return <pre>{token.text}</pre>;
    case 'hr':
      return <hr />;
    case 'table':
      return table(token as Tokens.Table);
    case 'space':
    case 'def':
      return null;
    default:
      return <Inline token={token} />;
  }
}

function Inline({ token }: { token: Token }) {
  switch (token.type) {
    case 'strong':
      return <b>{tokens(token.tokens)}</b>;
    case 'em':
      return <i>{tokens(token.tokens)}</i>;
    case 'del':
      return <s>{tokens(token.tokens)}</s>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'link':
      return <ExternalLink href={token.href} label={tokens(token.tokens)} />;
    case 'image':
      return <ExternalLink href={token.href} label={token.text} />;
    case 'br':
      return <br />;
    case 'text':
      return token.tokens ? tokens(token.tokens) : plainOf(token.text);
    case 'escape':
      return <>{token.text}</>;
    default:
      return <>{token.raw}</>;
  }
}

function heading(token: Tokens.Heading) {
  const Tag = `h${Math.min(token.depth + 2, 6)}` as 'h3' | 'h4' | 'h5' | 'h6';
  return <Tag class={`md-h${token.depth}`}>{tokens(token.tokens)}</Tag>;
}

function list(token: Tokens.List) {
  const items = token.items.map((item, i) => (
    <li key={i} class={item.task ? 'task' : undefined}>
      {item.task && (
        <input type="checkbox" checked={item.checked} disabled aria-label={item.checked ? 'done' : 'open'} />
      )}
      {tokens(item.tokens.filter((t) => t.type !== 'checkbox'))}
    </li>
  ));
  return token.ordered ? <ol start={Number(token.start) || 1}>{items}</ol> : <ul>{items}</ul>;
}

function table(token: Tokens.Table) {
  return (
    <div class="table-scroll">
      <table>
        <thead>
          <tr>
            {token.header.map((cell, i) => (
              <th key={i}>{tokens(cell.tokens)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, r) => (
            <tr key={r}>
              {row.map((cell, i) => (
                <td key={i}>{tokens(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
