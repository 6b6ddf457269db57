import type { Locator, Page } from 'playwright-core';

/** What somebody does and sees in the sandbox page, in their own words rather than in selectors. */
export interface Responder {
  page: Page;
  /** Becomes somebody, as the list at the left lets everybody do. */
  become(name: string): Promise<void>;
  /** Opens a conversation by its name, and joins it where that is needed. */
  enter(name: string | RegExp): Promise<void>;
  /** The newest message that holds these words. */
  message(words: string | RegExp): Locator;
  /** Waits until a message holds these words. */
  reads(words: string | RegExp): Promise<void>;
  /** Presses a button of the newest message that holds these words. */
  press(label: string | RegExp, words: string | RegExp): Promise<void>;
  /** Picks an entry of the menu beside something in a message. */
  pick(entry: string | RegExp, words: string | RegExp): Promise<void>;
  writes(text: string): Promise<void>;
  /** The dialog in front. */
  dialog(): Locator;
  /** Fills fields of the dialog by label and sends it; resolves when it has closed. */
  sends(button: string, fields?: Record<string, string>): Promise<void>;
  /** The guide's station with this title, once it is ticked. */
  ticked(title: string): Promise<void>;
}

export function createResponder(page: Page): Responder {
  const messages = page.locator('main article');
  const message = (words: string | RegExp) => messages.filter({ hasText: words }).last();
  const dialog = () => page.getByRole('dialog');
  const composer = () => page.getByTestId('composer').getByRole('textbox');

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
    async become(name) {
      await page.getByRole('button', { name: new RegExp(`^Act as ${name},`) }).click();
      await page.getByTestId('acting').getByText(name).waitFor();
    },
    async enter(name) {
      await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name }).click();
      const join = page.getByRole('button', { name: /^Join / });
      await composer().or(join).waitFor();
      if (await join.isVisible()) await join.click();
      await composer().waitFor();
    },
    reads: (words) => message(words).waitFor(),
    press: (label, words) => message(words).getByRole('button', { name: label }).first().click(),
    async pick(entry, words) {
      await message(words).getByRole('button', { name: 'More actions' }).first().click();
      await page.getByRole('option', { name: entry }).click();
    },
    async writes(text) {
      await composer().fill(text);
      await composer().press('Enter');
      await page.waitForFunction(
        () => document.querySelector<HTMLTextAreaElement>('[data-testid=composer] textarea')?.value === '',
      );
    },
    async sends(button, fields = {}) {
      await dialog().waitFor();
      for (const [label, value] of Object.entries(fields)) await fill(label, value);
      await dialog().getByRole('button', { name: button, exact: true }).click();
      await dialog().waitFor({ state: 'detached' });
    },
    ticked: (title) => page.locator('.station[data-state=done]').filter({ hasText: title }).first().waitFor(),
  };
}
