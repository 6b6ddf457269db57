import { expect, it } from 'vitest';
import type { Opened } from '../../src/domain/incident/state.ts';
import { minute, second } from '../../src/domain/time.ts';
import { countPromises } from '../../src/flow/promises.ts';
import { given } from '../support/given.ts';
import { at, opening } from '../support/worked-example.ts';

const opened = at('14:10');
const { incident } = given(opening());
/** Opened at 14:10, on the second step of paging since 14:15, with two rooms. */
const underWay = {
  ...incident,
  openedAt: opened,
  paging: { ...incident.paging, level: 1, levelAt: opened + 5 * minute },
  rooms: [{ ref: 'slack:C1' }, { ref: 'teams:19' }],
  lostRooms: undefined,
} as unknown as Opened;

/** What is counted of one event. */
function counted(event: object, of: object = {}): unknown[] {
  const counts: unknown[] = [];
  const count = countPromises({
    paged: (ms) => void counts.push(['paged', ms]),
    pageFailed: () => void counts.push(['page failed']),
    channelOpened: (ms) => void counts.push(['channel', ms]),
    updatePosted: (inTime) => void counts.push(['update', inTime]),
  });
  count([event as never], { ...underWay, ...of } as Opened);
  return counts;
}

const page = { type: 'page.sent', level: 1, at: opened + 5 * minute + 3 * second };
const room = { type: 'room.opened', room: 'slack:C1', at: opened + 2 * second };
const owedAt = opened + 30 * minute;
const update = { type: 'update.posted', owedAt, at: owedAt };

it.each<[what: string, event: object, counts: unknown[]]>([
  ['a page counts from when its step began', page, [['paged', 3 * second]]],
  ['a page of a step that was left counts nothing', { ...page, level: 0 }, []],
  ['a page that failed is one', { type: 'page.failed', level: 1, at: opened }, [['page failed']]],
  ['the channel counts from the opening', room, [['channel', 2 * second]]],
  ['the room of another chat counts nothing', { ...room, room: 'teams:19' }, []],
  ['an update at the minute it was owed is in time', update, [['update', true]]],
  ['an update before that is', { ...update, at: owedAt - minute }, [['update', true]]],
  ['an update a moment later is late', { ...update, at: owedAt + 1 }, [['update', false]]],
  ['an update that nobody was owed counts nothing', { ...update, owedAt: undefined }, []],
  [
    'another event at such a level, in such a room, with such a time counts nothing',
    { ...page, ...update, ...room, type: 'note' },
    [],
  ],
])('%s', (_, event, counts) => {
  expect(counted(event)).toEqual(counts);
});

it('a room in place of a lost one is no channel that was opened late', () => {
  expect(counted(room, { lostRooms: [{ room: 'slack:C0' }] })).toEqual([]);
});

it('a drill has promised nobody anything', () => {
  for (const event of [page, room, update]) expect(counted(event, { drill: { joined: [] } })).toEqual([]);
});
