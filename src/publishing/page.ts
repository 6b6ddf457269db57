import type { Publication } from '../domain/chat/publication.ts';
import type { Destination } from '../domain/runbooks/audience.ts';
import { DeliveryError } from '../errors.ts';
import { isGone } from '../http/service.ts';
import type { Announced, Announcement, Publisher } from '../ports/publisher.ts';
import { linesOf, plainLine } from './card-text.ts';
import type { Addressee, AddresseeOf } from './email.ts';
import { zoned } from './zoned.ts';

/** What is posted on a status page. */
export interface Post {
  name: string;
  body: string;
  status: Publication['status'];
  startedAt: number;
  /** Finds it again, where the service keeps such a thing. */
  marker: string;
}

type PageWay = 'statuspage' | 'instatus';
export type PageDestination<B extends PageWay> = Extract<Destination, { by: B }>;

/** What airb asks of a status page, in the words of its service. */
export interface StatusPage<B extends PageWay> {
  by: B;
  /** Its name in sentences. */
  name: string;
  create(to: PageDestination<B>, post: Post): Promise<string>;
  update(to: PageDestination<B>, id: string, post: Post): Promise<void>;
  /** The incident that an earlier attempt made, if it arrived. */
  find(to: PageDestination<B>, post: Post): Promise<string | undefined>;
  /** Whether the incident says this already. */
  says(to: PageDestination<B>, id: string, post: Post): Promise<boolean>;
}

/**
 * Tells the readers of a status page. Everybody can read it, so it takes the customer form alone. Only what a person wrote
 * begins an incident there; what follows goes on with one that is there. One that somebody deleted there is made anew
 * only for what a person wrote, and the deletion is told.
 */
export function statusPagePublisher<B extends PageWay>(
  page: StatusPage<B>,
  addresseeOf: AddresseeOf<B>,
): Publisher {
  return {
    by: page.by,
    async publish(announcement) {
      const { publication, thread } = announcement;
      const to = addresseeOf(announcement);
      if (to === undefined) throw nowhere(announcement, page.name);
      if (publication.form !== 'customer') throw internal(announcement);
      const destination = to.destination as PageDestination<B>;
      const post = postOf(announcement, to);
      if (thread === undefined) return begin(page, destination, { post, announcement });
      try {
        if (!announcement.doubt || !(await page.says(destination, thread, post)))
          await page.update(destination, thread, post);
        return { thread };
      } catch (error) {
        if (!isGone(error)) throw error;
        return afterDeletion(page, destination, { post, announcement, title: to.title });
      }
    },
  };
}

interface On {
  post: Post;
  announcement: Announcement;
}

async function begin<B extends PageWay>(
  page: StatusPage<B>,
  to: PageDestination<B>,
  { post, announcement }: On,
): Promise<Announced> {
  // Whoever read nothing there needs no end, and airb begins nothing there by itself.
  if (!isBeginning(announcement.publication)) return {};
  const found = announcement.doubt ? await page.find(to, post) : undefined;
  return { thread: found ?? (await page.create(to, post)) };
}

/** What a person wrote for customers, now or, where the page is concerned only now, before. */
function isBeginning({ stage, automatic }: Publication): boolean {
  return stage === 'started' || (stage === 'update' && !automatic);
}

async function afterDeletion<B extends PageWay>(
  page: StatusPage<B>,
  to: PageDestination<B>,
  { post, announcement, title }: On & { title: string },
): Promise<Announced> {
  const code = `page_deleted:${announcement.audience}:${announcement.thread}`;
  const deleted = `Somebody deleted the incident on “${title}” (${page.name})`;
  if (!isBeginning(announcement.publication))
    return {
      trouble: {
        code,
        text: `${deleted}, so nothing was posted there. The next update for customers begins it anew.`,
      },
    };
  const found = announcement.doubt ? await page.find(to, post) : undefined;
  const thread = found ?? (await page.create(to, post));
  return { thread, trouble: { code, text: `${deleted}. The update stands there in a new one.` } };
}

function postOf({ publication, key }: Announcement, { zone }: Addressee): Post {
  const { subject, card, status, openedAt, at } = publication;
  const lines = linesOf(card, zoned(zone, at)).map(plainLine);
  // The title stands above it already; a correction says before it that it is one.
  const title = subject.replace(/: incident$/, ': update');
  return {
    name: subject,
    body: lines.filter((line) => line !== title).join('\n\n'),
    status,
    startedAt: openedAt,
    marker: key,
  };
}

function nowhere({ audience }: Announcement, name: string): DeliveryError {
  return new DeliveryError(
    `organization.yaml has no ${name} audience “${audience}” any more, so nothing was posted there.`,
    { retry: false, code: `page_nowhere:${audience}` },
  );
}

function internal({ audience }: Announcement): DeliveryError {
  return new DeliveryError(
    `“${audience}” is a status page, and this was written for colleagues: nothing was posted there.`,
    { retry: false, code: `page_internal:${audience}` },
  );
}
