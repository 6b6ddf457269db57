import { cellOf, expectedFor, type RateLimiter } from '../../ports/rate-limiter.ts';
import type { Ask } from './ask.ts';

const clock = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

/**
 * One statement, a row for each bucket. The rows are locked in the order of their names, and what is decided is decided
 * by what stands in them then. A bucket that nobody knew gives its first token at once; two processes that both find it
 * so take one more than it should give, once.
 * $1 names, $2 costs, $3 slacks, $4 the rank that asks, $5 the rank that waits beside it
 */
const take = `
with moment as materialized (select ${clock} as now),
asked as (select * from unnest($1::text[], $2::bigint[], $3::bigint[]) as one (name, cost, slack)),
made as (
  insert into buckets (name, full_at)
  select name, now + cost from asked, moment order by name
  on conflict (name) do nothing
),
held as materialized (
  select b.name, b.awaited, b.awaited_until, a.cost, m.now,
    greatest(0, b.full_at - m.now - a.slack) as ready_in,
    greatest(0, b.paused_until - m.now) as paused_for,
    greatest(
      b.paused_until - m.now,
      b.full_at - m.now - a.slack + case when b.awaited < $4::bigint and b.awaited_until > m.now then a.cost else 0 end
    ) as wait
  from asked a join buckets b using (name), moment m
  order by b.name
  for update of b
),
verdict as (
  select wait, case when wait > 0 then least($4::bigint, $5::bigint) else $5::bigint end as waits
  from (select coalesce(max(wait), 0) as wait from held) as one
),
marked as (
  select name, case
    when awaited_until <= now or (v.wait <= 0 and awaited >= $4::bigint) then null else awaited
  end as rank
  from held h, verdict v
),
kept as (
  update buckets b set
    full_at = case when v.wait > 0 then b.full_at else greatest(b.full_at, h.now) + h.cost end,
    awaited = least(m.rank, v.waits),
    awaited_until = case
      when v.waits is null or m.rank < v.waits then b.awaited_until
      else h.now + greatest(v.wait, h.cost) + ${expectedFor}
    end
  from held h join marked m using (name), verdict v
  where b.name = h.name
)
select v.wait, h.name, h.ready_in, h.paused_for from verdict v left join held h on true`;

const pause = `
insert into buckets (name, full_at, paused_until) values ($1, ${clock}, ${clock} + $2::bigint)
on conflict (name) do update set paused_until = greatest(buckets.paused_until, excluded.paused_until)`;

interface Answered {
  wait: number;
  name: string | null;
  ready_in: number;
  paused_for: number;
}

/**
 * Buckets in the database, by its clock. They are taken from outside the transaction that writes, whose lock nobody here waits
 * for.
 */
export function postgresLimiter(ask: Ask): RateLimiter {
  return {
    async take(wanted, { rank = null, beside = null } = {}) {
      const cells = wanted.map(([, rate]) => cellOf(rate));
      const { rows } = await ask.query(take, [
        wanted.map(([name]) => name),
        cells.map(({ cost }) => cost),
        cells.map(({ slack }) => slack),
        rank,
        beside,
      ]);
      const answered = rows as Answered[];
      const wait = answered[0]?.wait ?? 0;
      if (wait <= 0) return { taken: true };
      const states = new Map(answered.map((row) => [row.name, row]));
      const buckets = wanted.map(([name]) => ({
        readyIn: states.get(name)?.ready_in ?? 0,
        pausedFor: states.get(name)?.paused_for ?? 0,
      }));
      return { taken: false, wait, buckets };
    },
    async pause(name, lasts) {
      await ask.query(pause, [name, Math.ceil(lasts)]);
    },
  };
}
