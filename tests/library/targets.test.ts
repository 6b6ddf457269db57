import { describe, expect, it } from 'vitest';
import { showFinding } from '../../src/library/finding.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { runbookFolder } from './folder.ts';

const bot = 'systems/support-bot.yaml';
const env = { AIRB_SANDBOX_URL: 'http://127.0.0.1:3000/sandbox', SUPPORT_BOT_ROLLBACK_TOKEN: 'x' };

/** What is said of a target that stands beside the manual step of the code. */
function saidOf(target: string, organization = '') {
  const folder = runbookFolder();
  folder.edit(bot, /( {4}manual: >-\n {6}Redeploy)/, `    target: ${target}\n$1`);
  if (organization !== '') folder.edit('organization.yaml', /\napprovers:/, `\n${organization}\napprovers:`);
  return loadLibrary(folder.dir, { env }).findings.map(showFinding).join('\n');
}

const langfuse = '{ kind: langfuse-label, prompt: support }';

describe('a ready-made target in a system file', () => {
  it.each([
    [
      '{ kind: langfuse-lable, prompt: x }',
      /expected: one of argocd-rollback, .*\n.*did you mean `langfuse-label`/,
    ],
    ['{ kind: langfuse-label }', /target\.prompt` is missing/],
    ['{ kind: langfuse-label, prompt: x, label: latest }', /Langfuse moves `latest` by itself/],
    [
      '{ kind: langfuse-label, promt: x }',
      /promt` is not a field here[\s\S]*expected: one of kind, url, prompt[\s\S]*did you mean `prompt`/,
    ],
    ['{ kind: langfuse-label, prompt: x, secretKey: hidden }', /name of an environment variable/],
    ['{ kind: launchdarkly-flag, flag: x, environment: a.b }', /letters, digits, - and _/],
    ['{ kind: qdrant-alias, url: "https://q.example.org", alias: "a]b" }', /letters, digits, - and _/],
    ['langfuse-label', /a group of fields/],
  ])('%s is shown with what was expected', (target, says) => {
    expect(saidOf(target)).toMatch(says);
  });

  it('stands alone, not beside an action', () => {
    const folder = runbookFolder();
    folder.edit(bot, /\n {4}action:\n/, `\n    target: ${langfuse}\n    action:\n`);
    expect(loadLibrary(folder.dir, { env }).findings.map(showFinding).join('\n')).toMatch(
      /one of `action` and `target`, not both/,
    );
  });

  it('names the variables that are not set, each once, where the target stands', () => {
    const said = saidOf(`{ kind: unleash-toggle, url: "\${UNLEASH_URL}", feature: x }`);
    expect(said.match(/UNLEASH_URL is not set/g)).toHaveLength(1);
    expect(saidOf(langfuse).match(/LANGFUSE_(?:PUBLIC|SECRET)_KEY is not set/g)).toHaveLength(2);
  });
});

describe('what the organization allows', () => {
  const allows = (more: string) => `mayCall:\n  - { host: '127.0.0.1:3000' }\n${more}`;

  it('is said where a call is not among it, with host, method and path', () => {
    expect(saidOf(langfuse, allows(''))).toMatch(/cloud\.langfuse\.com is not among the hosts of `mayCall`/);
    const post = "  - { host: cloud.langfuse.com, methods: [POST], paths: ['/api/*'] }";
    expect(saidOf(langfuse, allows(post))).toMatch(/does not allow PATCH cloud\.langfuse\.com\/api\/public/);
    const elsewhere = "  - { host: cloud.langfuse.com, paths: ['/api/public/v2/prompts/other/*'] }";
    expect(saidOf(langfuse, allows(elsewhere))).toMatch(/does not allow PATCH/);
  });

  it('is quiet where each call is among it', () => {
    const fits =
      "  - { host: cloud.langfuse.com, methods: [PATCH], paths: ['/api/public/v2/prompts/*/versions/*'] }";
    expect(saidOf(langfuse, allows(fits))).not.toMatch(/mayCall/);
  });
});
