import { afterEach, describe, expect, it } from 'vitest';
import { hour, minute, second } from '../../src/domain/time.ts';
import { extension } from '../chat/teams/support/activities.ts';
import { incidents, type Json, people } from '../chat/teams/support/world.ts';
import type { Edit } from '../support/app.ts';
import { type Both, chatWith, tellBoth } from '../support/both.ts';
import { sendDialog, valuesIn } from '../support/dialogs.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { slack } from '../support/story.ts';

let both: Both;
afterEach(() => both.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);
const { ana, ben, chloe, dan, finn } = people;

/** Ana, Ben and Chloe are found in Teams alone; Dev, second on call, has left Teams and never was in Slack. */
const inTeamsAlone: Edit = {
  file: 'organization.yaml',
  change: (yaml) =>
    yaml
      .replace(/ {4}slack: U01(?:ANA|BEN|CHLOE)\n/g, '')
      .replace('slack: U01DEV', `teams: ${finn.aad}`)
      .replace('\nincidentsChannel: ', '\nstale: { sev1: 3h }\nincidentsChannel: '),
};

/** What stands in somebody's 1:1 chat with airb as the answer to `home`. */
function home(name: string): string {
  const chat = [...both.teams.world.conversations.values()].find((one) => one.name === name);
  const shown = chat?.messages.find(({ activity }) => JSON.stringify(activity).includes('airb-key:home'));
  return JSON.stringify(shown?.activity ?? {});
}

/** The form behind a command that was typed alone: a message opens no dialog, so its button does. */
async function formOf(by: typeof ana, words: string): Promise<Json> {
  await both.command(by, words);
  return JSON.parse(await both.press(by, 'command.open', '', chatWith(by))) as Json;
}

/** An entry of the menu of a message that says this. */
const shortcut = (by: typeof ana, commandId: string, words: string) => {
  const body = { contentType: 'html', content: `<p>${words}</p>` };
  const messagePayload = { id: '9', body, from: { user: { id: ben.aad, displayName: 'Ben Okafor' } } };
  const facts = { by, commandId, conversation: both.thread(), more: { messagePayload } };
  return both.deliver(extension(both.teams.sender, { ...facts, kind: 'fetchTask' }));
};

/** Messages that remind of an update, and how many of them can still be pressed so. */
function remindersWith(verb: string): { asked: number; buttons: number } {
  const all = [...both.teams.world.conversations.values()].flatMap(({ messages }) => messages);
  const asked = all
    .map(({ activity }) => JSON.stringify(activity))
    .filter((one) => /update of INC-1|No update was written/.test(one));
  return { asked: asked.length, buttons: asked.filter((one) => one.includes(verb)).length };
}

describe('people who have Teams alone', () => {
  it('see their home, ask who is on call, subscribe, decline, put off and are reminded there', async () => {
    mayLog(/^warn Teams knows no Dev Patel any more/);
    both = await tellBoth([inTeamsAlone]);
    await both.command(ana, 'home', chatWith(ana));
    await both.command(ana, 'oncall support-bot', chatWith(ana));
    expect(await both.heard('@Ana')).toEqual([
      text(/^Nothing waits for you/),
      text(/^Who is on call for Support bot/),
    ]);
    await both.command(dan, 'subscribe sev1 support-bot', chatWith(dan));
    await both.command(chloe, 'subscribe sev2 sev1 support-bot', chatWith(chloe));
    expect(await both.heard('@Dan')).toEqual([text(/Support bot: SEV1, by direct message/)]);
    await both.heard('@Chloe');

    await both.begin();
    await both.story.later(10 * second);
    expect(await both.heard('@Ana')).toEqual(['[page:0:ana]']);
    expect(home('Ana Lima')).toMatch(/You are paged.*Support bot refuses too much/);
    expect(await both.heard('@Chloe')).toEqual(expect.arrayContaining([text(/^INC-1 · SEV2 · /)]));
    expect(await both.heard('@Dan')).toEqual([]);

    // Declined, and whoever comes next has left: the one behind is paged at once.
    const no = JSON.parse(await both.press(ana, 'page.decline', '', chatWith(ana))) as Json;
    await sendDialog(both, ana, no, { reason: 'on a train' });
    expect(await both.heard('incidents')).toEqual(
      expect.arrayContaining([
        text(/^Ana can’t take the page: on a train\./),
        text(/Dev could not be reached\. Ben.*paged now/),
      ]),
    );
    await both.story.later(10 * second);
    expect(home('Ana Lima')).not.toContain('You are paged');
    await both.command(ben, 'ack');
    await both.command(ana, 'note <at>Ben Okafor</at> rebuilt it');
    expect(await both.heard('incidents')).toContainEqual(text(/^Note by Ana: @?Ben Okafor rebuilt it/));
    await both.hush();

    const form = await formOf(ben, 'severity sev1');
    expect(valuesIn(form)).toMatchObject({ severity: 'sev1' });
    await sendDialog(both, ben, form, { reason: 'everybody is refused' });
    expect(await both.heard('@Dan')).toEqual([text(/INC-1 · SEV1|SEV2 → SEV1/)]);
    const escalate = await formOf(ana, 'escalate');
    await sendDialog(both, ana, escalate, { kind: 'risk', clock: 'gdpr-33', reason: 'addresses went out' });
    expect((await both.heard('incidents')).join('\n')).toMatch(
      /SEV|sev2 → sev1[\s\S]*Escalated, risk[\s\S]*Regulatory clock: GDPR art\. 33/,
    );
    await both.hush();

    await both.command(chloe, 'update send users: some are refused scope: paid mitigation: we look');
    await both.command(chloe, 'update snooze 10m the vendor answers then');
    expect(await both.heard('incidents')).toEqual([
      text(
        /posted the internal update to support-leadership, Chloe Martin \(direct message\), a member \(direct message\)/,
      ),
      text(/^Chloe put off the next update.*heard so: the vendor answers then/),
    ]);
    await both.hush();
    await both.story.later(31 * minute);
    expect(await both.heard('@Chloe')).toContainEqual(text(/update of INC-1 due at .* is \d+ min late/));
    const channel = both.teams.world.conversations.get('19:leadership@thread.tacv2');
    const told = (channel?.messages ?? []).map(({ root, activity }) => [root, activity.summary]);
    expect(told.at(-1)).toEqual([channel?.messages[0]?.id, text(/^Automatic status — no person/)]);
    // Asked for in the thread and directly, with a button until it is out.
    expect(remindersWith('update.open')).toEqual({ asked: 3, buttons: 3 });
    await both.command(chloe, 'update send users: fewer are refused mitigation: we look');
    expect(remindersWith('update.open')).toEqual({ asked: 3, buttons: 0 });
    expect(await both.heard('incidents')).toContainEqual(text(/posted the internal update to/));
    await both.command(dan, 'unsubscribe', chatWith(dan));
    expect(await both.heard('@Dan')).toContainEqual(text(/^You /));
    await both.story.later(3 * hour);
    expect(await both.heard('@Ben')).toContainEqual(text(/is INC-1 still going on\?/));
    await both.hush();
  });
});

describe('order among incidents, kept from Teams', () => {
  it('declared by a form, named on a message, merged, renamed and opened again', async () => {
    both = await tellBoth([inTeamsAlone]);
    await both.begin();
    await both.hush();
    const declare = await shortcut(ana, 'declare', 'answers are <b>cut off</b>');
    expect(JSON.stringify(declare)).toContain('answers are cut off');
    const opened = await sendDialog(both, ana, declare, { system: 'contract-summariser', severity: 'sev3' });
    expect(JSON.stringify(opened)).toMatch(/INC-2/);
    expect(await both.heard('@Ana')).toEqual(['[page:0:ana]']);
    await both.hush();

    // What a message says becomes an update and an action item.
    const update = await shortcut(chloe, 'update', 'we rebuild the index');
    expect(valuesIn(update)).toMatchObject({ mitigation: 'we rebuild the index' });
    const item = await shortcut(ana, 'action-item', 'raise the timeout');
    expect(JSON.stringify(item)).toContain('raise the timeout');
    await sendDialog(both, ana, item, { kind: 'monitor', person: ana.aad, due: 'in 2 weeks' });
    expect(await both.heard('incidents')).toEqual(['[item:1]']);
    expect(both.shown('item:1')).toMatch(/raise the timeout.*Ana/);
    await both.hush();

    // Somebody has just declared it; an offer is declined; another runbook fits better; there is nothing to split out.
    await both.command(ben, 'declare contract-summariser it is slow', chatWith(ben));
    expect(await both.heard('@Ben')).toEqual([
      text(/^Nothing was opened: INC-2 has been open for that system/),
    ]);
    await both.command(ben, 'role scribe @Chloe');
    await both.press(chloe, 'role.decline', '1|h1', chatWith(chloe));
    await both.command(ben, 'runbook ai-triage nobody knows the cause');
    await both.command(ana, '#1 split 1 because it is another cause', chatWith(ana));
    expect(await both.heard('@Ana')).toContainEqual(
      text(/^Those are all alerts of INC-1, so nothing would stay/),
    );
    expect((await both.heard('incidents')).join('\n')).toMatch(
      /\[handover:h1\][\s\S]*Chloe.* declined[\s\S]*The runbook is .*nobody knows the cause/,
    );
    await both.hush();

    await both.command(ana, '#2 merge into #1 same index');
    await both.command(ana, 'rename Billing <at>everyone</at> is refused');
    await both.command(ben, 'cancel it was a test');
    await both.command(ben, 'reopen it came back');
    const said = (await both.heard('incidents')).filter((one) => !one.startsWith('['));
    expect(said).toEqual(
      expect.arrayContaining([
        text(/^Merged into INC-1 by Ana: same index/),
        text(/^INC-2 goes on here/),
        text(/^Ana renamed INC-1: Billing everyone is refused/),
        text(/^Cancelled by Ben: it was a test/),
        text(/^INC-1 is open again, says Ben: it came back/),
      ]),
    );
    expect(await both.heard('support-leadership')).toEqual([
      text(/^INC-1: Closed as not an incident/),
      text(/^INC-1 is open again/),
    ]);
    await both.hush();
  });
});

describe('the app is taken out of the incidents channel', () => {
  it('is said where people still read, and everything goes on in a new thread once it is back', async () => {
    expectLog(/^warn Teams lets airb say nothing in .*: the app was removed or blocked there/);
    both = await tellBoth();
    const room = await both.begin();
    await both.hush();
    const channel = both.teams.world.conversations.get(incidents);
    if (!channel) throw new Error('the played team has no incidents channel');
    channel.installed = false;
    await both.story.people.act({ as: slack.dev, type: 'join', channel: room });
    await both.story.people.command(slack.dev, room, 'note the queue fills up');
    const saidInSlack = async () => (await both.story.room()).messages.map((one) => one.text);
    await expect
      .poll(saidInSlack, { timeout: 20_000 })
      .toContainEqual(text(/^INC-1 has lost its (?:thread|channel)/));
    channel.installed = true;
    // Longer than the longest pause between two tries.
    await both.story.people.advance(6 * minute);
    await both.story.settle();
    const said = await both.heard('incidents');
    expect(said).toEqual(
      expect.arrayContaining([
        '[head]',
        '[card]',
        '[checklist]',
        text(/^INC-1 goes on here\. This channel takes the place of/),
        text(/^\d+ min late\. It is from 14:1\d UTC\. Note by Dev: the queue fills up/),
      ]),
    );
    expect(said.filter((one) => one === '[card]')).toHaveLength(1);
    await both.hush();
  });
});
