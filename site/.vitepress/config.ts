import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { filesOfSite, saidOf, sidebar } from '../pages.ts';
import { slug } from '../slug.ts';

// Pages and links are paths from the root of the repository, for the site as for the tests.
process.chdir(join(import.meta.dirname, '..', '..'));

/** Servers of static files often keep names with a dot in front to themselves. */
const shown = (path: string) => path.replace(/\.env\.example$/, 'env.example.txt');

export default defineConfig({
  lang: 'en',
  title: 'airb',
  description: 'The incident runbook bot for production AI systems',
  // Without it browsers ask for an icon that is not there.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  srcDir: '..',
  outDir: '../dist-site',
  srcExclude: ['site/**', 'tests/fixtures/**'],
  rewrites: { 'README.md': 'index.md' },
  // A picture in a page goes by what the system is set to, so the page does as well.
  appearance: 'force-auto',
  markdown: {
    anchor: { slugify: slug },
    config(md) {
      // `{{ $labels.system }}` in a text is Prometheus's, not Vue's.
      for (const kind of ['text', 'code_inline', 'code_block'] as const) {
        const write = md.renderer.rules[kind];
        md.renderer.rules[kind] = (...token) => (write?.(...token) ?? '').replaceAll('{{', '&#123;&#123;');
      }
      const open = md.renderer.rules.link_open;
      md.renderer.rules.link_open = (tokens, at, ...rest) => {
        const href = tokens[at]?.attrs?.find(([name]) => name === 'href');
        if (href) href[1] = shown(href[1]).replace(/(^|\/)README\.md/, '$1index.md');
        const label = tokens[at + 1];
        if (label?.type === 'text' && tokens[at + 2]?.type === 'link_close')
          label.content = saidOf(label.content) ?? label.content;
        return open?.(tokens, at, ...rest) ?? '';
      };
    },
  },
  themeConfig: {
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
  },
  buildEnd({ outDir }) {
    for (const file of filesOfSite()) cpSync(file, join(outDir, shown(file)));
  },
});
