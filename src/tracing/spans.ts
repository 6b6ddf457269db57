import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  type Link,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { LRUCache } from 'lru-cache';
import type { Later, Span, Spans } from '../ports/spans.ts';

/** For so many effects it is remembered who asked for them; after that, and after a restart, each begins a trace of its own. */
const remembered = 10_000;

/** The spans of one program, with what only requests need of them. */
export interface OwnSpans extends Spans {
  /** Runs work, and whatever follows from it, inside a span. */
  inside<T>(span: OtelSpan, context: Context, work: () => T): T;
}

/** Spans that know what is under way by the async context, without anything global: two programs may run side by side. */
export function createSpans(tracer: Tracer): OwnSpans {
  const active = new AsyncLocalStorage<Context>();
  const askedBy = new LRUCache<string, SpanContext>({ max: remembered });

  const inside: OwnSpans['inside'] = (span, context, work) => active.run(trace.setSpan(context, span), work);

  async function run<T>(span: OtelSpan, context: Context, work: (span: Span) => Promise<T>): Promise<T> {
    try {
      return await inside(span, context, () => work(shown(span)));
    } catch (error) {
      // The message may quote anybody; its kind is a word of ours.
      failed(span, error instanceof Error ? error.name : 'error');
      throw error;
    } finally {
      span.end();
    }
  }

  function shown(span: OtelSpan): Span {
    return {
      note: (facts) => void span.setAttributes(facts),
      failed: (why) => failed(span, why),
      asksFor(effects) {
        for (const key of effects) askedBy.set(key, span.spanContext());
      },
    };
  }

  async function later<T>(what: Later, work: (span: Span) => Promise<T>): Promise<T> {
    const asker = askedBy.get(what.effect);
    const links: Link[] = what.apart && asker ? [{ context: asker }] : [];
    const context = asker && !what.apart ? trace.setSpanContext(ROOT_CONTEXT, asker) : ROOT_CONTEXT;
    const options = { kind: what.apart ? SpanKind.INTERNAL : SpanKind.CLIENT, attributes: what.facts, links };
    return run(tracer.startSpan(what.name, options, context), context, work);
  }

  return {
    inside,
    later,
    within(name, facts, work) {
      const context = active.getStore() ?? ROOT_CONTEXT;
      return run(tracer.startSpan(name, { attributes: facts }, context), context, work);
    },
  };
}

function failed(span: OtelSpan, why: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', why);
}
