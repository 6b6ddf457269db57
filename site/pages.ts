import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import navigation from './navigation.json' with { type: 'json' };

/** Where a page links to in the repository, without addresses elsewhere and places on the page itself. */
export function linksOf(page: string): string[] {
  const links = readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g);
  return [...links].map(([, to = '']) => normalize(join(dirname(page), to)));
}

/** Every page below docs/, as a path from the root of the repository. */
export function documents(): string[] {
  return readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path).replaceAll('\\', '/'));
}

/** Paths of the pages in the navigation, in its order. */
export const navigated: string[] = Object.values(navigation).flatMap((group) => Object.keys(group));

/** All that the site shows: the front page, the navigation, and the pages which those lead to, wherever they stand. */
export function pagesOfSite(): string[] {
  const pages = new Set(['README.md', ...navigated]);
  for (const page of pages)
    for (const to of linksOf(page)) if (to.endsWith('.md') && existsSync(to)) pages.add(to);
  return [...pages];
}

/** Files that its pages link to and that are no pages; they are put beside them. */
export function filesOfSite(): string[] {
  const linked = pagesOfSite().flatMap(linksOf);
  return [...new Set(linked)].filter(
    (path) => !path.endsWith('.md') && existsSync(path) && statSync(path).isFile(),
  );
}

const titles = Object.values(navigation).flatMap((group) => Object.entries(group));

/**
 * What a link says on the site that in the repository says the name of its file: `backup.md` reads as *Backup and restore*.
 * @returns undefined for what is no file of the navigation
 */
export function saidOf(text: string): string | undefined {
  return titles.find(([page]) => page === text || page.endsWith(`/${text}`))?.[1];
}

/** The navigation as VitePress takes it. */
export function sidebar() {
  return Object.entries(navigation).map(([text, group]) => ({
    text,
    collapsed: false,
    items: Object.entries(group).map(([page, title]) => ({ text: title, link: `/${page.slice(0, -3)}` })),
  }));
}
