import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { argumentsOf, type PromqlType } from './promql-functions.ts';

const words: Record<PromqlType, string> = {
  scalar: 'a number',
  vector: 'an instant vector',
  matrix: 'a range of samples',
  string: 'a text',
};

class Refused extends Error {}

/**
 * What kind of value a query gives, or why Prometheus would refuse it. The grammar is Prometheus' own, from its web
 * page; the kinds of arguments are those of promql/parser (functions.go and checkAST).
 */
export function promqlType(query: string): { type: PromqlType } | { problem: string } {
  try {
    const tree = parser.parse(query);
    tree.iterate({
      enter: ({ type, from }) => {
        if (type.isError) throw new Refused(`the query can't be read at ${near(query, from)}`);
      },
    });
    const top = tree.topNode.firstChild;
    if (top === null) return { problem: 'the query is empty' };
    return { type: typeOf(top, query) };
  } catch (error) {
    if (error instanceof Refused) return { problem: error.message };
    throw error;
  }
}

function near(query: string, from: number): string {
  const text = query.slice(from, from + 20).trim();
  return text === '' ? 'its end' : `\`${text}\``;
}

function typeOf(node: SyntaxNode, query: string): PromqlType {
  const inner = () => typeOf(childrenOf(node)[0] ?? node, query);
  switch (node.name) {
    case 'NumberDurationLiteral':
      return 'scalar';
    case 'StringLiteral':
      return 'string';
    case 'VectorSelector':
      return selector(node, query);
    case 'MatrixSelector':
      inner();
      return 'matrix';
    case 'SubqueryExpr':
      wants('vector', inner(), 'a subquery');
      return 'matrix';
    case 'AggregateExpr':
      return aggregation(node, query);
    case 'FunctionCall':
      return call(node, query);
    case 'BinaryExpr':
      return binary(node, query);
    case 'UnaryExpr': {
      const [, operand] = childrenOf(node);
      return operand === undefined ? 'scalar' : operandOf(operand, query, 'a sign');
    }
    default:
      return inner();
  }
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found.filter(({ name }) => name !== 'LineComment');
}

function textOf(node: SyntaxNode, query: string): string {
  return query.slice(node.from, node.to);
}

function wants(wanted: PromqlType, got: PromqlType, who: string): void {
  if (got !== wanted) throw new Refused(`${who} takes ${words[wanted]} and gets ${words[got]}`);
}

function operandOf(node: SyntaxNode, query: string, who: string): PromqlType {
  const type = typeOf(node, query);
  if (type === 'scalar' || type === 'vector') return type;
  throw new Refused(`${who} takes numbers and instant vectors and gets ${words[type]}`);
}

/** At least one matcher must rule out the empty text, or the selector means every series there is. */
function selector(node: SyntaxNode, query: string): PromqlType {
  const matchers = node.getChild('LabelMatchers');
  const named = node.getChild('Identifier') !== null || matchers?.getChild('QuotedLabelName') != null;
  const texts = matchers === null ? [] : childrenOf(matchers).map((one) => matcher(one, query));
  if (!named && !texts.some(({ picks }) => picks))
    throw new Refused('a selector needs a name, or a label that must be there');
  return 'vector';
}

function matcher(node: SyntaxNode, query: string): { picks: boolean } {
  const quoted = node.getChild('StringLiteral');
  const operator = node.getChild('MatchOp');
  if (quoted === null || operator === null) return { picks: true };
  const value = textOf(quoted, query).slice(1, -1);
  const sign = textOf(operator, query);
  if (sign === '=') return { picks: value !== '' };
  if (sign === '!=') return { picks: value === '' };
  const matchesEmpty = patternOf(value).test('');
  return { picks: sign === '=~' ? !matchesEmpty : matchesEmpty };
}

/** RE2 has what JavaScript has, but for looking around and back; flags at the start are RE2's alone. */
function patternOf(value: string): RegExp {
  if (/\(\?<?[=!]/.test(value))
    throw new Refused(`the pattern ${value} looks around, which Prometheus does not`);
  try {
    return new RegExp(`^(?:${value.replace(/^\(\?[imsU]+\)/, '').replaceAll('\\\\', '\\')})$`);
  } catch {
    throw new Refused(`the pattern ${value} is none`);
  }
}

const withNumber = new Set(['topk', 'bottomk', 'quantile', 'limitk', 'limit_ratio']);

function aggregation(node: SyntaxNode, query: string): PromqlType {
  const operator = node.getChild('AggregateOp');
  const body = node.getChild('FunctionCallBody');
  const name = operator === null ? 'an aggregation' : textOf(operator, query).toLowerCase();
  const given = body === null ? [] : childrenOf(body);
  const wanted: PromqlType[] =
    name === 'count_values' ? ['string', 'vector'] : withNumber.has(name) ? ['scalar', 'vector'] : ['vector'];
  if (given.length !== wanted.length)
    throw new Refused(`${name} takes ${wanted.length} arguments and gets ${given.length}`);
  for (const [n, one] of given.entries()) wants(wanted[n] ?? 'vector', typeOf(one, query), name);
  return 'vector';
}

function call(node: SyntaxNode, query: string): PromqlType {
  const identifier = node.getChild('FunctionIdentifier');
  const body = node.getChild('FunctionCallBody');
  const name = identifier === null ? '' : textOf(identifier, query);
  const given = (body === null ? [] : childrenOf(body)).map((one) => typeOf(one, query));
  const known = argumentsOf(name);
  // A function newer than this table: the grammar knows it, and Prometheus judges it.
  if (known === undefined) return 'vector';
  const { takes, least, more, gives } = known;
  if (given.length < least || (!more && given.length > takes.length))
    throw new Refused(`${name}() takes ${takes.length} arguments and gets ${given.length}`);
  for (const [n, one] of given.entries()) wants(takes[n] ?? takes.at(-1) ?? 'vector', one, `${name}()`);
  return gives;
}

const sets = new Set(['And', 'Or', 'Unless']);
const comparisons = new Set(['Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte']);

function binary(node: SyntaxNode, query: string): PromqlType {
  const parts = childrenOf(node);
  const [left, operator] = parts;
  const right = parts.at(-1);
  if (left === undefined || operator === undefined || right === undefined) return 'vector';
  const sign = textOf(operator, query);
  const types = [operandOf(left, query, sign), operandOf(right, query, sign)];
  const numbers = types.filter((type) => type === 'scalar').length;
  if (sets.has(operator.name) && numbers > 0)
    throw new Refused(`${sign} takes instant vectors and gets a number`);
  if (comparisons.has(operator.name) && numbers === 2 && node.getChild('BoolModifier') === null)
    throw new Refused(`${sign} between two numbers needs bool`);
  if (node.getChild('MatchingModifierClause') !== null && numbers > 0)
    throw new Refused('on, ignoring and group match instant vectors, not numbers');
  return numbers === 2 ? 'scalar' : 'vector';
}
