import type { Silence } from './in-time.ts';

/** What is said where no answer came in time, by what was asked. */
export const silent = {
  records: {
    check: 'records',
    what: 'the records gave no answer in time',
    cost: 'airb can store nothing, so it answers every alert 503',
    fix: 'See that the database runs and can be reached from here, and that no firewall drops what is sent there',
  },
  redis: {
    check: 'redis',
    what: 'Redis gave no answer in time',
    cost: 'timers go on in the memory of each airb',
    fix: 'See that it runs and can be reached from here, or correct REDIS_URL',
  },
  chat: {
    check: 'chat',
    what: 'the chat gave no answer in time',
    cost: 'airb opens no channel there and hears nobody; only other ways of paging reach people',
    fix: 'Look at the status page of the chat, and whether a proxy or firewall stands in between',
  },
  signals: {
    check: 'signals',
    what: 'Prometheus did not answer all queries in time',
    cost: 'what it does not answer can not be measured',
    fix: 'See that it runs and can be reached from here, or correct PROMETHEUS_URL; `airb runbooks lint --live` takes the time each query needs',
  },
  oncall: {
    check: 'oncall',
    what: 'what says who is on call gave no answer in time',
    cost: 'whether everybody who is paged can be reached is not known',
    fix: 'Put right what else is down, then see `airb oncall --check`',
  },
  trackers: {
    check: 'trackers',
    what: 'a tracker gave no answer in time',
    cost: 'action items are not opened there, and what is closed there is not heard of',
    fix: 'Look at the status page of the tracker, and whether a proxy or firewall stands in between',
  },
} satisfies Record<string, Silence>;
