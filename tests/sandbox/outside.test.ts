import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { playedStatuspage, withAudiences } from '../../src/app/played-outside.ts';
import { stakeholders } from '../../src/cli/demo/stakeholders.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { minute } from '../../src/domain/time.ts';
import { playedMailbox } from '../../src/mail/played-mailbox.ts';
import { emailPublisher } from '../../src/publishing/email.ts';
import { statuspagePublisher } from '../../src/publishing/statuspage.ts';
import type { outsideView } from '../../src/sandbox/world/outside.ts';
import { addresseeAt, announcement, memory, publication } from '../publishing/given.ts';
import { type Rig, rig } from './support/rig.ts';

let r: Rig;
beforeEach(async () => {
  r = await rig();
});
afterEach(() => r.close());

/** What the page shows beside the conversation, as its stream tells it first. */
async function outside(): Promise<ReturnType<typeof outsideView>> {
  const stop = new AbortController();
  const { body } = await fetch(`${r.url}/sandbox/api/stream?as=U01EVA`, { signal: stop.signal });
  let text = '';
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    if (text.includes('\n\n')) break;
  }
  stop.abort();
  return JSON.parse(text.slice(text.indexOf('data: ') + 6, text.indexOf('\n\n'))).state.outside;
}

describe('readers outside chat', () => {
  it('have on their status page what a real Statuspage would take, newest first', async () => {
    const { key, url } = playedStatuspage(`${r.url}/sandbox`);
    const addresseeOf = addresseeAt({ by: 'statuspage', page: 'demo' });
    const page = statuspagePublisher({ key, url, addresseeOf });
    const first = announcement({ publication: publication({ form: 'customer', stage: 'started' }) });
    const { thread = '' } = await page.publish(first);
    // Its answer was lost: it is found by its marker, and stands there once.
    expect(await page.publish({ ...first, doubt: true })).toEqual({ thread });
    r.clock.advance(20 * minute);
    const over = publication({ form: 'customer', stage: 'resolved', status: 'resolved' });
    await page.publish(announcement({ key: '42.30.1', publication: over, thread }));
    expect((await outside()).incidents).toMatchObject([
      {
        id: thread,
        status: 'resolved',
        updates: [
          { status: 'resolved', at: '2025-02-17T14:30:00.000Z' },
          { status: first.publication.status, at: '2025-02-17T14:10:00.000Z' },
        ],
      },
    ]);
    const at = `${url}/v1/pages/demo/incidents`;
    expect((await fetch(at)).status).toBe(401);
    const asked = { method: 'POST', headers: { authorization: `OAuth ${key}` }, body: '{"incident":{}}' };
    expect((await fetch(at, asked)).status).toBe(422);
    expect((await fetch(`${at}/none`, { headers: asked.headers })).status).toBe(404);
  });

  it('have letters in their mailbox once each, and a letter can run nothing', async () => {
    const mail = emailPublisher({
      server: playedMailbox(`${r.url}/sandbox`),
      memory: memory(),
      addresseeOf: addresseeAt({ by: 'email', addresses: ['readers@example.org'] }),
    });
    const letter = announcement({
      publication: publication({ form: 'internal', subject: 'INC-42 <script>' }),
    });
    await mail.publish(letter);
    await mail.publish(letter);
    const { letters } = await outside();
    expect(letters).toMatchObject([{ subject: 'INC-42 <script>', at: '2025-02-17T14:10:00.000Z' }]);
    const shown = await fetch(`${r.url}${letters[0]?.url}`);
    expect(shown.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(await shown.text()).not.toContain('<script>');
    expect((await fetch(`${r.url}/sandbox/mail`, { method: 'POST', body: '{"to":3}' })).status).toBe(400);
  });

  it('are programs too: what a webhook told them is read, and pages to responders are not', async () => {
    const told = { audience: 'tickets', title: 'INC-42', text: 'Refusals doubled.' };
    for (const body of [told, { summary: 'a page' }])
      await fetch(`${r.url}/sandbox/webhook`, { method: 'POST', body: JSON.stringify(body) });
    expect((await outside()).posts).toMatchObject([told]);
  });
});

describe('the readers of a demo', () => {
  it('stand beside those of the files, which count before them', () => {
    const own = { ...stakeholders[0], title: 'Ours' };
    const library = { organization: { audiences: [own] } } as unknown as Library;
    const files = withAudiences(() => library, stakeholders);
    expect(files().organization.audiences.map(({ title }) => title)).toEqual(['Ours', 'Account managers']);
    expect(files()).toBe(files());
    expect(withAudiences(() => library)()).toBe(library);
  });
});
