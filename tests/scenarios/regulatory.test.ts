import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day, hour, minute } from '../../src/domain/time.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
let channel: string;
beforeEach(async () => {
  story = await tellStory();
  channel = await story.begin();
  await command(slack.ana, 'ack');
  await story.news('inc-');
  await story.pages();
});
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);
const command = (who: string, words: string) => story.people.command(who, channel, words);
/** Whoever the sample names for risk, in its file order. */
const finn = slack.finn;

async function told(): Promise<string[]> {
  return (await story.news('inc-')).filter((one) => !one.startsWith('['));
}

/** What any long incident says, which other stories hold. */
async function heardAll(): Promise<void> {
  for (const place of ['inc-', 'incidents', 'support-leadership']) await story.news(place);
  for (const who of [...Object.values(slack), 'U01HUGO']) await story.news(`@${who}`);
  await story.pages();
}

async function cardText(): Promise<string> {
  const { messages } = await story.room();
  const card = messages.find(({ metadata }) => metadata?.event_payload.key === '1:card');
  return JSON.stringify(card?.blocks);
}

describe('a risk escalation starts a regulatory clock', () => {
  it('says who owns it, when it is due and what is filed, and reminds after the end of the incident', async () => {
    await command(slack.ana, 'escalate risk clock:gdpr-33 addresses of customers went out');
    expect(await told()).toEqual([
      text(/^Escalated, risk: /),
      text(
        /^Regulatory clock: GDPR art\. 33.*, due 2025-02-20 14:1\d UTC\. Finn Berg owns it \(INC-1\)\. Ana: addresses of customers went out\. To file: Notification.*needs a lawyer/,
      ),
    ]);
    expect(await story.news(`@${finn}`)).toEqual(
      expect.arrayContaining([text(/^Regulatory clock: GDPR art\. 33/)]),
    );
    expect(await cardText()).toMatch(/Regulatory clocks.*GDPR art\. 33.*owner Finn Berg.*lawyer/);

    await command(slack.ben, 'cancel it was another company');
    await heardAll();
    await story.later(2 * day);
    expect(await told()).toEqual([
      text(/^Finn.*GDPR art\. 33.*is due in 24 h, 2025-02-20 14:1\d UTC.*clock done gdpr-33/),
    ]);
    expect(await story.news(`@${finn}`)).toEqual([text(/is due in 24 h/)]);

    await story.later(20 * hour);
    await story.later(4 * hour);
    const late = await told();
    expect(late).toEqual([text(/is due in 4 h/), text(/^Finn.*is overdue since 2025-02-20/)]);
    await story.later(hour);
    expect(await told()).toEqual([text(/is overdue since .*, 1 h.*Finn Berg owns it/)]);
    expect(await cardText()).toMatch(/overdue since/);

    // The commander answers for the incident, and not for the law.
    const no = await story.privately(slack.ben, () => command(slack.ben, 'clock done gdpr-33 filed'));
    expect(no).toMatch(/Ben.* can't say that a regulatory deadline was met.*Finn Berg/);
    await command(finn, 'clock done gdpr-33 filed as 4711');
    expect(await told()).toEqual([
      text(/^GDPR art\. 33.* was met, 1 h.* late \(INC-1\)\. Finn.*filed as 4711/),
    ]);
    await heardAll();
  });

  it('is offered by the form, starts once, and is listed', async () => {
    await command(slack.ana, 'escalate');
    await story.people.submit(slack.ana, { kind: 'risk', clock: 'ai-act-73', reason: 'somebody was hurt' });
    expect(await told()).toEqual([
      text(/^Escalated, risk/),
      text(/^Regulatory clock: EU AI Act art\. 73, report of a serious/),
    ]);
    const again = await story.privately(slack.ana, () => command(slack.ana, 'clock start ai-act-73 again'));
    expect(again).toMatch(/is running already; it is due 2025-03-04/);
    const listed = await story.privately(slack.ana, () => command(slack.ana, 'clock'));
    expect(listed).toMatch(/EU AI Act art\. 73.*Can be started.*gdpr-33/s);
    const wrong = await story.privately(slack.ana, () =>
      command(slack.ana, 'clock start gdpr-34 data went out'),
    );
    expect(wrong).toMatch(/no regulatory clock called.*gdpr-34.*There are:.*gdpr-33/);
    await heardAll();
  });

  it('counts from the time that was named, and from the same one when it is taken up again', async () => {
    await command(slack.ana, 'clock start gdpr-33 from 13:30 the log shows names');
    expect(await told()).toEqual([text(/due 2025-02-20 13:30 UTC/)]);
    await command(finn, 'clock na gdpr-33 only test accounts');
    expect(await told()).toEqual([text(/does not apply \(INC-1\)\. Finn.*only test accounts/)]);
    await story.later(minute);
    await command(finn, 'clock start gdpr-33 not only those');
    expect(await told()).toEqual([text(/due 2025-02-20 13:30 UTC/)]);
    await heardAll();
  });
});
