import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { lexer, type Token, walkTokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { documents, filesOfSite, navigated, pagesOfSite, saidOf } from '../site/pages.ts';
import { slug } from '../site/slug.ts';

/** The pages as a site: each is found from the navigation, and each link leads somewhere. */

const tokensOf = (page: string) => lexer(readFileSync(page, 'utf8'));

/** The anchors of a page's headings; the second of two that are alike has a number. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  walkTokens(tokensOf(page), (token: Token) => {
    if (token.type !== 'heading') return;
    const own = slug(inWords(token.tokens ?? []));
    let anchor = own;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${own}-${n}`;
    anchors.add(anchor);
  });
  return anchors;
}

/** What a reader sees of a heading. */
function inWords(tokens: Token[]): string {
  return tokens
    .map((token) =>
      'tokens' in token && token.tokens ? inWords(token.tokens) : 'text' in token ? token.text : '',
    )
    .join('');
}

/** Links and pictures of a page that do not lead elsewhere. */
function linksIn(page: string): string[] {
  const links: string[] = [];
  walkTokens(tokensOf(page), (token: Token) => {
    if (token.type === 'link' || token.type === 'image') links.push(token.href);
  });
  return links.filter((href) => !/^(?:https?|mailto):/.test(href));
}

/** HTML of a page, comments aside. */
function tagsIn(page: string): string[] {
  const tags: string[] = [];
  walkTokens(tokensOf(page), (token: Token) => {
    if (token.type === 'html' && !token.raw.trim().startsWith('<!--')) tags.push(token.raw.trim());
  });
  return tags;
}

const known = new Map<string, Set<string>>();
function hasAnchor(page: string, anchor: string): boolean {
  const anchors = known.get(page) ?? anchorsOf(page);
  known.set(page, anchors);
  return anchors.has(anchor);
}

/** Why a link leads nowhere. */
function faultOf(page: string, href: string): string[] {
  const [path = '', anchor] = decodeURI(href).split('#');
  const to = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(to)) return [`${page}: ${href}: there is no ${to}`];
  if (statSync(to).isDirectory()) return [`${page}: ${href}: a folder is no page; link to a file in it`];
  if (anchor !== undefined && to.endsWith('.md') && !hasAnchor(to, anchor))
    return [
      `${page}: ${href}: ${to} has no heading #${anchor}, but ${[...(known.get(to) ?? [])].join(', ')}`,
    ];
  return [];
}

describe('the site', () => {
  it('has every page of docs/ in its navigation', () => {
    const lost = documents().filter((page) => !navigated.includes(page));
    expect(
      lost,
      `${lost.join(', ')}: give each a place in site/navigation.json, in the group where somebody would look for it: "docs/page.md": "What it is about"`,
    ).toEqual([]);
  });

  it('has no page in its navigation that is not there, and none twice', () => {
    expect(navigated.filter((page) => !existsSync(page))).toEqual([]);
    expect(new Set(navigated).size).toBe(navigated.length);
  });

  it('leads nowhere with none of its links', () => {
    const pages = pagesOfSite();
    expect(pages.length).toBeGreaterThan(60);
    const faults = pages.flatMap((page) => linksIn(page).flatMap((href) => faultOf(page, href)));
    expect(faults, faults.join('\n')).toEqual([]);
  });

  it('is made of Markdown alone: `<name>` outside of code is a tag, which a page loses and the site stumbles over', () => {
    const tags = pagesOfSite().flatMap((page) => tagsIn(page).map((tag) => `${page}: ${tag}`));
    expect(tags, tags.join('\n')).toEqual([]);
  });

  it('brings the files along that its pages link to, and nothing private', () => {
    const files = filesOfSite();
    expect(files).toContain('runbooks/library/governance/refusal-spike.yaml');
    expect(files.filter((file) => /(^|\/)\.(?!env\.example$)/.test(file))).toEqual([]);
  });
});

describe('a link whose words are the name of a file', () => {
  it('says on the site how that page is called; other words stay', () => {
    expect(['backup.md', 'docs/backup.md', 'reference/cli.md', 'the audit log', 'up.md'].map(saidOf)).toEqual(
      ['Backup and restore', 'Backup and restore', 'Command line', undefined, undefined],
    );
  });
});

describe('an anchor', () => {
  it.each([
    ['1. Where airb runs', '1-where-airb-runs'],
    ['Changes: POST /changes/generic', 'changes-post-changesgeneric'],
    ['What Teams can’t do', 'what-teams-cant-do'],
    ['Files.ReadWrite.All – what for', 'filesreadwriteall--what-for'],
  ])('of “%s” is GitHub’s', (heading, anchor) => {
    expect(slug(heading)).toBe(anchor);
  });
});
