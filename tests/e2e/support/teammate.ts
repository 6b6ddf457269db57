import type { Locator, Page, Request } from 'playwright-core';

type Words = string | RegExp;

/** What somebody does and sees in the Agents Playground, in their own words rather than in selectors. */
export interface Teammate {
  /** Opens a chat or a channel. */
  enter(name: string): Promise<void>;
  /** The newest card with these words in what is open, or the nth from the oldest. */
  card(words: Words, nth?: number): Locator;
  /** Waits until a card holds these words, and returns what it says. */
  reads(words: Words): Promise<string>;
  /** Presses a button of the newest card with these words; `nth` when several have that label. */
  press(label: Words, words: Words, nth?: number): Promise<void>;
  /** Picks an entry of the menu behind the dots of a card. */
  pick(entry: Words, words: Words): Promise<void>;
  /** Says something in the 1:1 chat. */
  says(words: string): Promise<void>;
  /** Mentions airb in the newest thread of the channel that is open. */
  mentions(words: string): Promise<void>;
  /**
   * Fills the fields of a form by label and sends it; resolves when airb took it. The Playground sends a field that
   * had something in it as it was, so only empty ones can be filled.
   */
  sends(button: string, title: Words, fields?: Record<string, string>): Promise<void>;
}

/** What the page sends when somebody presses a button or sends a form. */
const sent = /\/v1\/(invoke|submit)$/;
const patience = 2000;
const mostTries = 8;

const taken = 'Done: that is stored now.';

export function createTeammate(page: Page): Teammate {
  const cards = page.locator('.ac-adaptiveCard');
  const card = (words: Words, nth = -1) => cards.filter({ hasText: words }).nth(nth);
  const composer = (n: number) => page.locator('[data-lexical-editor=true]').nth(n);

  /**
   * Does something until the page has sent it on and has its answer: the page draws its cards anew when it likes, which takes
   * what was typed with it and lets a click fall on nothing.
   */
  async function untilSent(act: () => Promise<void>): Promise<void> {
    let request: Request | undefined;
    const note = (one: Request) => {
      if (sent.test(one.url())) request ??= one;
    };
    page.on('request', note);
    try {
      for (let tries = 0; tries < mostTries; tries += 1) {
        await act();
        request ??= await page.waitForRequest(sent, { timeout: patience }).catch(() => undefined);
        if (request) return void (await request.response());
      }
    } finally {
      page.off('request', note);
    }
    throw new Error('The Playground sends nothing.');
  }

  /** The text is typed after what the page put there itself, and sent once it stands there whole. */
  async function type(box: Locator, words: string): Promise<void> {
    await page.keyboard.type(words);
    await box.getByText(words).waitFor();
    await page.keyboard.press('Enter');
    await box.getByText(words).waitFor({ state: 'detached' });
  }

  return {
    card,
    async enter(name) {
      await page.getByLabel(name, { exact: true }).first().click();
      await composer(0).waitFor();
    },
    async reads(words) {
      await card(words).waitFor();
      return card(words).innerText();
    },
    press: (label, words, nth = 0) =>
      untilSent(async () => {
        const button = card(words).getByRole('button', { name: label }).nth(nth);
        await button.waitFor();
        // A card that is drawn anew while the click waits for it to stand still takes the click with it.
        await button.click({ timeout: patience }).catch(() => undefined);
      }),
    async pick(entry, words) {
      await untilSent(async () => {
        await card(words)
          .locator('button', { hasText: /^\.\.\.$/ })
          .first()
          .click();
        await page.getByRole('menuitem', { name: entry }).click();
      });
    },
    async says(words) {
      await composer(0).click();
      await type(composer(0), words);
    },
    async mentions(words) {
      // The first one begins a new post.
      const box = composer(1);
      await box.click();
      await page.keyboard.type('@airb', { delay: 20 });
      await page.locator('#typeahead-menu').getByRole('menuitem').first().click();
      await type(box, ` ${words}`);
    },
    async sends(button, title, fields = {}) {
      const before = await cards.filter({ hasText: taken }).count();
      await untilSent(async () => {
        for (const [label, value] of Object.entries(fields)) await card(title).getByLabel(label).fill(value);
        for (const [label, value] of Object.entries(fields))
          if ((await card(title).getByLabel(label).inputValue()) !== value) return;
        await card(title).getByRole('button', { name: button, exact: true }).click();
      });
      await cards.filter({ hasText: taken }).nth(before).waitFor();
    },
  };
}
