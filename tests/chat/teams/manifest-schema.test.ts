import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';
import { describe, expect, it } from 'vitest';
import { manifestVersions, teamsManifest } from '../../../src/chat/teams/package/manifest.ts';

const load = createRequire(import.meta.url).resolve;

describe.each(manifestVersions)('the Teams manifest %s', (manifestVersion) => {
  it('is valid by Microsoft’s own schema, which its package brings', () => {
    const path = load(
      `@microsoft/app-manifest/build/json-schemas/teams/v${manifestVersion}/MicrosoftTeams.schema.json`,
    );
    const schema = JSON.parse(readFileSync(path, 'utf8')) as object;
    const ajv = new Ajv.default({ strict: false, validateFormats: false, allErrors: true });
    const check = ajv.compile(schema);
    const appId = '00000000-0000-4000-8000-000000000099';
    check(teamsManifest({ appId, url: 'https://airb.example.com', version: '1.2.3', manifestVersion }));
    expect(check.errors ?? []).toEqual([]);
  });
});
