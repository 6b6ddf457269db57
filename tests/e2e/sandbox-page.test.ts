import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { haveBrowser, startBrowser } from './support/browser.ts';
import { type PageFixture, startPageFixture } from './support/page-fixture.ts';
import { HOSTILE, ts } from './support/page-messages.ts';
import { INCIDENT } from './support/page-workspace.ts';

const SLOW = 60_000;
/** Browsers on a busy machine take their time; only the end of the wait is asserted. */
const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 15_000 });
const LONG = Array.from({ length: 40 }, (_, i) => i);

describe.skipIf(!haveBrowser())('the sandbox page', { timeout: SLOW }, () => {
  let browser: Browser;
  let context: BrowserContext;
  let fixture: PageFixture;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    context = await browser.newContext();
    // One for all stories: a new one is a new process of the browser, which takes longer than most of them.
    page = await context.newPage();
  }, SLOW);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    fixture = await startPageFixture();
  });
  afterEach(async () => {
    await page?.goto('about:blank');
    await fixture?.close();
  });

  async function open(query = `?as=U01ANA&channel=${INCIDENT}`, viewport = { width: 1440, height: 900 }) {
    await page.setViewportSize(viewport);
    await page.goto(fixture.url + query);
    await page.getByTestId('acting').or(page.getByTestId('composer')).first().waitFor({ state: 'attached' });
    return page;
  }
  const message = (at: string) => page.getByTestId(`message-${at}`);
  const composer = () => page.getByTestId('composer').getByRole('textbox');
  const modal = () => page.getByTestId('modal');
  const lastAct = async (type: string) => {
    await eventually(() => fixture.acts.some((a) => a.type === type)).toBe(true);
    return fixture.acts.findLast((a) => a.type === type);
  };

  describe('when a newcomer opens it', () => {
    it('acts as the person the guide asks for and lands in the loudest conversation', async () => {
      await open('');
      await eventually(() => new URL(page.url()).searchParams.get('as')).toBe('U01BEN');
      expect(await page.getByTestId('acting').textContent()).toContain('You are acting as Ben Okafor');
      await eventually(() => new URL(page.url()).searchParams.get('channel')).toBe('D01');
    });

    it('shows which step is current, why it matters, and switches to whoever takes it', async () => {
      await open();
      const step = page.getByTestId('step-decide');
      expect(await step.getAttribute('data-state')).toBe('current');
      expect(await step.textContent()).toContain('One person decides');
      await step.getByRole('button', { name: 'Act as Ben Okafor' }).click();
      await page.getByText('You are Ben Okafor: go ahead.').waitFor();
      expect(page.url()).toContain('as=U01BEN');
    });
  });

  describe('when nothing has happened yet', () => {
    it('offers the alert in the guide, and says there when it could not be fired', async () => {
      for (const step of fixture.workspace.guide) step.done = false;
      await open();
      await page.getByRole('button', { name: 'Fire the alert' }).click();
      await eventually(() => fixture.controls).toEqual([{ path: 'scenario', body: { name: 'support-bot' } }]);
      await fixture.close();
      await page.getByRole('button', { name: 'Fire the alert' }).click();
      await page.getByRole('region', { name: 'Guide' }).getByRole('alert').waitFor();
    });
  });

  describe('when someone else is played', () => {
    it('changes who acts and who the next act is from, and leaves the clock as it is: one reader plays all', async () => {
      await open();
      const time = message(ts(95)).locator('time').first();
      expect(await time.textContent()).toBe('14:11');
      await page.getByTestId('person-U01DEV').click();
      await page.getByTestId('acting').getByText('Dev Patel').waitFor();
      expect(await time.textContent()).toBe('14:11');
      expect(await page.getByTestId('clock').textContent()).toContain(' UTC');
      await composer().fill('On it');
      await composer().press('Enter');
      expect(await lastAct('say')).toMatchObject({ as: 'U01DEV', channel: INCIDENT, text: 'On it' });
    });
  });

  describe('when blocks are pressed', () => {
    it('sends the press of a button with its value', async () => {
      await open();
      await page.getByRole('button', { name: 'Acknowledge' }).click();
      expect(await lastAct('press')).toEqual({
        as: 'U01ANA',
        type: 'press',
        channel: INCIDENT,
        ts: ts(2),
        blockId: 'roles',
        actionId: 'airb_ack',
        value: '42',
      });
    });

    it('asks before a button that wants a confirmation, and sends nothing when the answer is no', async () => {
      await open();
      await page.getByRole('button', { name: 'Cancel incident' }).click();
      await page.getByTestId('confirm').getByRole('button', { name: 'Keep it' }).click();
      expect(fixture.acts.filter((a) => a.type === 'press')).toEqual([]);
      await page.getByRole('button', { name: 'Cancel incident' }).click();
      await page.getByTestId('confirm').getByRole('button', { name: 'Cancel it' }).click();
      expect(await lastAct('press')).toMatchObject({ actionId: 'airb_cancel' });
    });

    it('sends the option picked from a menu with groups, and from the three dots', async () => {
      await open();
      await page.getByTestId('action-airb_category').click();
      await page.getByRole('option', { name: 'Model provider' }).click();
      expect(await lastAct('press')).toMatchObject({ actionId: 'airb_category', value: 'model' });
      await page.getByTestId('action-airb_more').click();
      await page.getByRole('option', { name: 'Add a note' }).click();
      await eventually(() => fixture.acts.at(-1)).toMatchObject({ actionId: 'airb_more', value: 'note' });
    });

    it('tells what was picked in a menu of many once, when the menu closes', async () => {
      fixture.post({
        ts: ts(400),
        user: 'UAIRB',
        blocks: [
          {
            type: 'actions',
            block_id: 'ask',
            elements: [
              {
                type: 'multi_users_select',
                action_id: 'airb_invite',
                placeholder: { type: 'plain_text', text: 'Invite' },
              },
            ],
          },
        ],
      });
      await open();
      await page.getByTestId('action-airb_invite').click();
      await page.getByRole('option', { name: 'Ben Okafor' }).click();
      await page.getByRole('option', { name: 'Dev Patel' }).click();
      expect(fixture.acts.some((a) => a.type === 'press')).toBe(false);
      await page.keyboard.press('Escape');
      expect(await lastAct('press')).toMatchObject({ actionId: 'airb_invite', value: 'U01BEN,U01DEV' });
    });

    it('shows a refusal at the message where it was pressed', async () => {
      fixture.answer('press', { ok: false, error: "airb didn't respond in time" });
      await open();
      await page.getByRole('button', { name: 'Acknowledge' }).click();
      await message(ts(2)).getByRole('alert').getByText("airb didn't respond in time").waitFor();
    });
  });

  describe('when a form is filled in', () => {
    const openForm = async () => {
      await open();
      await page.getByRole('button', { name: 'Roll back…' }).click();
      await modal().waitFor();
    };

    it('keeps what was typed and says under the field what is wrong', async () => {
      await openForm();
      const submit = modal().getByRole('button', { name: 'Roll back', exact: true });
      await submit.click();
      await page.getByTestId('field-part').getByText('Please fill this in.').waitFor();
      expect(fixture.acts.some((a) => a.type === 'submit')).toBe(false);

      await modal()
        .getByRole('radio', { name: /prompt-v6/ })
        .check();
      await modal().getByRole('textbox', { name: 'Why' }).fill('short');
      fixture.answer('submit', { ok: false, error: 'Refused', errors: { reason: 'Name the evidence.' } });
      await submit.click();
      await page.getByTestId('field-reason').getByText('Name the evidence.').waitFor();
      expect(await modal().getByRole('textbox', { name: 'Why' }).inputValue()).toBe('short');

      fixture.answer('submit', { ok: true });
      await modal().getByRole('textbox', { name: 'Why' }).fill('Ten samples quote the new clause');
      await submit.click();
      await modal().waitFor({ state: 'detached' });
    });

    it("submits every field in the shape of Slack's view state", async () => {
      await openForm();
      await modal()
        .getByRole('radio', { name: /prompt-v6/ })
        .check();
      await modal().getByRole('textbox', { name: 'Why' }).fill('Ten samples');
      await modal().getByTestId('action-approver').click();
      await page.getByRole('option', { name: 'Ben Okafor' }).click();
      await modal().getByRole('button', { name: 'Roll back', exact: true }).click();
      expect(await lastAct('submit')).toMatchObject({
        viewId: 'V1',
        values: {
          part: { part: { type: 'radio_buttons', selected_option: { value: 'prompt' } } },
          reason: { reason: { type: 'plain_text_input', value: 'Ten samples' } },
          approver: { approver: { type: 'users_select', selected_user: 'U01BEN' } },
          at: { at: { type: 'datetimepicker', selected_date_time: 1739801400 } },
        },
      });
    });

    it('closes on Esc and gives the focus back to the button that opened it', async () => {
      await openForm();
      await page.keyboard.press('Escape');
      await modal().waitFor({ state: 'detached' });
      expect(await lastAct('close')).toMatchObject({ viewId: 'V1' });
      expect(await page.locator(':focus').textContent()).toBe('Roll back…');
    });
  });

  describe('when nobody touches the mouse', () => {
    it('jumps to a channel and to a person through the switcher', async () => {
      await open();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('leadership nobody');
      await page.getByText('No channel or person has that name.').waitFor();
      await page.getByTestId('switcher').getByRole('combobox').fill('chloe');
      await page.keyboard.press('Enter');
      await page.getByTestId('acting').getByText('Chloe Martin').waitFor();
      await page.keyboard.press('Alt+1');
      await page.getByTestId('acting').getByText('Ana Lima').waitFor();
    });

    it('walks the messages, reacts, replies in a thread and comes back', async () => {
      await open();
      await message(ts(210)).focus();
      for (const _ of [1, 2, 3, 4]) await page.keyboard.press('ArrowUp');
      expect(await page.locator(':focus').getAttribute('data-testid')).toBe(`message-${ts(95)}`);
      await message(ts(95)).getByRole('button', { name: 'React', exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.keyboard.type('tada');
      await page.keyboard.press('Enter');
      expect(await lastAct('react')).toMatchObject({ ts: ts(95), name: 'tada' });
      await message(ts(95)).getByRole('button', { name: 'Reply in thread' }).first().focus();
      await page.keyboard.press('Enter');
      await page.getByTestId('thread').getByText('Yes: roll the prompt back first.').waitFor();
      await page.getByTestId('thread-composer').getByRole('textbox').focus();
      await page.keyboard.type('Doing it');
      await page.keyboard.press('Enter');
      expect(await lastAct('say')).toMatchObject({ threadTs: ts(95), text: 'Doing it' });
    });

    it('keeps the focus with the message when the button just pressed goes away', async () => {
      await open();
      await page.getByRole('button', { name: 'Acknowledge' }).focus();
      await page.keyboard.press('Enter');
      await lastAct('press');
      fixture.post({ ts: ts(2), user: 'UAIRB', text: 'Acknowledged by Ana Lima', blocks: [] });
      await message(ts(2)).getByText('Acknowledged by Ana Lima').waitFor();
      expect(await page.locator(':focus').getAttribute('data-testid')).toBe(`message-${ts(2)}`);
    });

    it('hears what arrives, and not what was there', async () => {
      await open();
      const live = page.getByRole('region', { name: /^Messages in/ }).locator('[aria-live=polite]');
      await message(ts(210)).waitFor();
      expect(await live.textContent()).toBe('');
      fixture.post({ ts: ts(500), user: 'U01BEN', text: 'Decision: &lt;prompt&gt; first, <@U01ANA>' });
      await eventually(() => live.textContent()).toBe('Ben Okafor: Decision: <prompt> first, Ana Lima');
    });

    it('completes a command from its hints and sends it as one line', async () => {
      await open();
      await composer().focus();
      await page.keyboard.type('/airb sta');
      await page.getByRole('option', { name: '/airb status' }).waitFor();
      await page.keyboard.press('Tab');
      expect(await composer().inputValue()).toBe('/airb status ');
      await page.keyboard.press('Enter');
      expect(await lastAct('command')).toEqual({
        as: 'U01ANA',
        type: 'command',
        channel: INCIDENT,
        text: '/airb status',
      });
    });

    it('turns a name into a mention and everything else into text', async () => {
      await open();
      await composer().focus();
      await page.keyboard.type('@Ben');
      await page.getByRole('option', { name: '@Ben Okafor' }).waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.type('<!channel> & you');
      await page.keyboard.press('Enter');
      expect(await lastAct('say')).toMatchObject({ text: '<@U01BEN> <!channel> & you' });
    });
  });

  describe('when a message is hostile', () => {
    it('shows it as the text it is, with no element, script or link made of it', async () => {
      await open();
      await message(ts(210)).getByText('label <img src=x onerror=window.hacked=1>').waitFor();
      expect(await message(ts(210)).locator('img, script').count()).toBe(0);
      fixture.post({
        ts: ts(400),
        user: 'UAIRB',
        blocks: [
          {
            type: 'section',
            block_id: 'h',
            text: { type: 'mrkdwn', text: `<javascript:alert(1)|press me> ${HOSTILE}` },
          },
          { type: 'markdown', block_id: 'm', text: `${HOSTILE}\n\n<script>window.hacked=1</script>` },
          { type: 'image', block_id: 'i', image_url: 'http://example.com/x.png', alt_text: '<b>alt</b>' },
        ],
      });
      await message(ts(400)).getByText('press me').waitFor();
      expect(await message(ts(400)).locator('a, script, b:has-text("alt")').count()).toBe(0);
      expect(await page.evaluate('window.hacked')).toBeUndefined();
    });

    it('opens a Markdown file without running what is in it', async () => {
      await open();
      await page.getByRole('button', { name: 'Open inc-42-postmortem.md' }).click();
      await page.getByTestId('viewer').getByRole('heading', { name: 'INC-42 postmortem' }).last().waitFor();
      await page.getByTestId('viewer').getByText('window.hacked = 1').waitFor();
      expect(await page.evaluate('window.hacked')).toBeUndefined();
    });
  });

  describe('when the conversation moves', () => {
    const scrollTop = () => page.evaluate<number>(`document.querySelector('.scroller').scrollTop`);
    const atEnd = () =>
      page.evaluate<boolean>(
        `(() => { const s = document.querySelector('.scroller'); return s.scrollHeight - s.scrollTop - s.clientHeight < 2; })()`,
      );

    it('stays at the end while one is there', async () => {
      await open();
      await eventually(atEnd).toBe(true);
      fixture.post({ ts: ts(500), user: 'U01BEN', text: 'One more' });
      await message(ts(500)).waitFor();
      await eventually(atEnd).toBe(true);
    });

    it('is as high as the window, however much was said and wherever', async () => {
      const [room] = fixture.workspace.otherChannels;
      if (room === undefined) throw new Error('no room to repeat');
      const more = LONG.map((n) => ({ ...room, id: `C9${n}`, name: `room-${n}`, unread: 1 }));
      fixture.workspace.otherChannels.push(...more);
      await open();
      fixture.post(...LONG.map((n) => ({ ts: ts(400 + n), user: 'U01DEV', text: `line ${n}` })));
      await message(ts(439)).waitFor();
      expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(900);
    });

    it('stays where one reads when a message above grows, and offers the new ones in a pill', async () => {
      await open();
      fixture.post(...LONG.map((i) => ({ ts: ts(600 + i), user: 'U01BEN', text: `Line ${i}` })));
      await message(ts(639)).waitFor();
      await message(ts(610)).scrollIntoViewIfNeeded();
      await eventually(scrollTop).toBeGreaterThan(200);
      const before = await message(ts(615)).boundingBox();
      fixture.post({ ts: ts(2), user: 'UAIRB', text: 'x', blocks: [], editedTs: ts(700) });
      fixture.post({ ts: ts(710), user: 'U01BEN', text: 'New below' });
      await page.getByRole('button', { name: /1 new message/ }).waitFor();
      const after = await message(ts(615)).boundingBox();
      expect(Math.abs((after?.y ?? 0) - (before?.y ?? 1000))).toBeLessThan(2);
      await page.getByRole('button', { name: /1 new message/ }).click();
      await eventually(atEnd).toBe(true);
    });

    it('says so when the server is gone, and finds it again by itself', async () => {
      await open();
      await context.setOffline(true);
      fixture.drop();
      await page.getByText("The sandbox server can't be reached").waitFor();
      await context.setOffline(false);
      await page
        .getByText("The sandbox server can't be reached")
        .waitFor({ state: 'detached', timeout: 15_000 });
    });
  });

  describe('when the world is moved', () => {
    it('fires scenarios, moves the clock and breaks Slack from one drawer', async () => {
      await open();
      await page.getByRole('tab', { name: 'Switches' }).click();
      await page.getByRole('combobox', { name: 'Scenario' }).selectOption('cost-spike');
      await page.getByRole('button', { name: 'Fire the alert' }).click();
      await page.getByRole('button', { name: '+5 min' }).click();
      await page.getByRole('switch', { name: /Down/ }).click();
      await eventually(() => fixture.controls).toEqual([
        { path: 'scenario', body: { name: 'cost-spike' } },
        { path: 'clock', body: { advanceMs: 300_000 } },
        { path: 'faults', body: { down: true } },
      ]);
      expect(await page.locator('.signal.off').first().textContent()).toContain('19 % normal 4 %');
    });
  });

  describe('when the home tab is opened', () => {
    it('tells the app and shows what it publishes', async () => {
      await open();
      await page.getByTestId('open-home').click();
      await page.getByTestId('home').getByText('Open incidents').waitFor();
      expect(await lastAct('home')).toEqual({ as: 'U01ANA', type: 'home' });
      await page.getByRole('button', { name: 'Open channel' }).click();
      expect(await lastAct('press')).toMatchObject({ viewId: 'VHOME', actionId: 'airb_open', value: '42' });
    });
  });

  describe('on a screen of 360 pixels', () => {
    it('shows one column at a time and nothing runs over the edge', async () => {
      await open(undefined, { width: 360, height: 740 });
      const bar = page.getByRole('navigation', { name: 'Columns' });
      await bar.getByRole('button', { name: 'People' }).click();
      await page.getByTestId('person-U01CHLOE').click();
      await composer().waitFor();
      await bar.getByRole('button', { name: 'Guide' }).click();
      await page.getByTestId('step-decide').waitFor();
      expect(await composer().isVisible()).toBe(false);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      // What is open already is shown again by pressing it.
      await bar.getByRole('button', { name: 'People' }).click();
      await page.locator('[aria-label=Conversations] [aria-current]').click();
      await composer().waitFor();
    });
  });
});
