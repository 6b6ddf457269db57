import type { RoomRef } from '../../src/domain/refs.ts';
import { directory, openWorkspace, type Workspace } from '../chat/slack/support/workspace.ts';
import { expectLog } from '../support/log.ts';
import { type ChatWorld, chatContract, type SeenRoom } from './chat.contract.ts';

// The SDK tells of each lost answer too.
expectLog(/^warn http request failed fetch failed/);

chatContract('Slack', async (): Promise<ChatWorld> => {
  const workspace = await openWorkspace();
  return {
    chat: workspace.slack,
    now: workspace.clock.now,
    weather: (kind) =>
      workspace.faults({ lostShare: kind === 'answers lost' ? 1 : 0, down: kind === 'down' }),
    see: (room) => see(workspace, room),
    rooms: () => workspace.sandbox.dump().channels.filter((channel) => channel.kind !== 'dm').length,
    later: (ms) => workspace.clock.advance(ms),
    close: workspace.close,
  };
});

function see(workspace: Workspace, room: RoomRef): SeenRoom {
  const dump = workspace.sandbox.dump();
  const channel = dump.channels.find((one) => `slack:${one.id}` === room);
  if (!channel) throw new Error(`no room ${room}`);
  const own = channel.messages.filter((message) => message.metadata);
  return {
    name: channel.name,
    private: channel.kind === 'private',
    topic: channel.topic,
    members: channel.members.flatMap((user) => directory.personOf(user)?.id ?? []),
    links: channel.bookmarks.map((bookmark) => bookmark.link),
    pinned: channel.pins.length,
    posts: own.map((message) => ({ text: message.text, whole: JSON.stringify(message.blocks) })),
    files: dump.files
      .filter((file) => file.shared.some((one) => one.channel === channel.id))
      .map((file) => file.name),
  };
}
