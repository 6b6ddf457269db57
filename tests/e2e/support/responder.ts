import type { Locator, Page } from 'playwright-core';

type Words = string | RegExp;

/** What somebody does and sees in the sandbox page, in their own words rather than in selectors. */
export interface Responder {
  page: Page;
  /** Follows the guide to the step with this title, as the person it asks for. */
  takes(step: string): Promise<void>;
  /** Waits until the guide has ticked the step by itself. */
  ticked(step: string): Promise<void>;
  /** Becomes somebody, as the list at the left lets everybody do. */
  become(name: string): Promise<void>;
  /** Opens a conversation by its name, and joins it where that is needed. */
  enter(name: Words): Promise<void>;
  /** The newest message that holds these words. */
  message(words: Words): Locator;
  /** Waits until a message holds these words, and returns what it says. */
  reads(words: Words): Promise<string>;
  /** Presses a button of the newest message with these words; `beside` names the line it stands on. */
  press(label: Words, words: Words, beside?: Words): Promise<void>;
  /** Picks an entry of the menu in a message. */
  pick(entry: Words, words: Words): Promise<void>;
  writes(text: string): Promise<void>;
  dialog(): Locator;
  /** Fills fields of the dialog by label and sends it; resolves when it has closed. */
  sends(button: string, fields?: Record<string, string>): Promise<void>;
  /** Moves the focus with the Tab key alone until it is there. */
  tabsTo(target: Locator): Promise<void>;
}

/** More Tab presses than the page has stops: then it can't be reached. */
const stops = 150;

export function createResponder(page: Page): Responder {
  const messages = page.locator('main article');
  const message = (words: Words) => messages.filter({ hasText: words }).last();
  const dialog = () => page.getByRole('dialog');
  const composer = () => page.getByTestId('composer').getByRole('textbox');
  const station = (title: string, state: string) =>
    page.locator(`[data-testid^=step-][data-state=${state}]`).filter({ hasText: title });

  async function fill(label: string, value: string): Promise<void> {
    const field = dialog().getByLabel(label);
    if ((await field.getAttribute('aria-haspopup')) !== 'listbox') return field.fill(value);
    await field.click();
    await page.getByRole('option', { name: value }).first().click();
  }

  return {
    page,
    message,
    dialog,
    async takes(step) {
      const now = station(step, 'current');
      const act = now.getByRole('button', { name: /^Act as / });
      const ready = now.getByText('go ahead');
      await act.or(ready).waitFor();
      if (await act.isVisible()) await act.click();
      await ready.waitFor();
    },
    ticked: (step) => station(step, 'done').waitFor(),
    async become(name) {
      await page.getByRole('button', { name: new RegExp(`^Act as ${name} ?,`) }).click();
      await page.getByTestId('acting').getByText(name).waitFor();
    },
    async enter(name) {
      await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name }).click();
      const join = page.getByRole('button', { name: /^Join / });
      await composer().or(join).waitFor();
      if (await join.isVisible()) await join.click();
      await composer().waitFor();
    },
    async reads(words) {
      await message(words).waitFor();
      return message(words).innerText();
    },
    async press(label, words, beside) {
      const there = message(words);
      const line = beside ? there.locator('.block-section').filter({ hasText: beside }) : there;
      const click = () => line.getByRole('button', { name: label }).first().click();
      await click();
      // What opens a form says so by its dots. A click can fall on nothing while the message is drawn anew.
      if (typeof label !== 'string' || !label.endsWith('…')) return;
      for (let tries = 0; tries < 4 && !(await shown(dialog())); tries += 1) await click();
    },
    async pick(entry, words) {
      await message(words).getByRole('button', { name: 'More actions' }).first().click();
      await page.getByRole('option', { name: entry }).click();
    },
    async writes(text) {
      await composer().fill(text);
      await composer().press('Enter');
      // What is sent leaves an empty line behind, with nothing to send.
      await page.locator('[data-testid=composer] .send:disabled').waitFor();
    },
    async sends(button, fields = {}) {
      await dialog().waitFor();
      for (const [label, value] of Object.entries(fields)) await fill(label, value);
      await dialog().getByRole('button', { name: button, exact: true }).click();
      await dialog().waitFor({ state: 'detached' });
    },
    async tabsTo(target) {
      for (let pressed = 0; pressed < stops; pressed += 1) {
        await page.keyboard.press('Tab');
        if (await target.evaluate((element) => element.matches(':focus'))) return;
      }
      throw new Error(`${target} can't be reached with the Tab key`);
    },
  };
}

/** Whether it comes into sight within a few seconds. */
function shown(what: Locator): Promise<boolean> {
  return what.waitFor({ timeout: 4000 }).then(
    () => true,
    () => false,
  );
}
