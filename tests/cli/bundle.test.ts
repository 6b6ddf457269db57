import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { airb } from './airb.ts';

describe('the bundled program', () => {
  it('shows the stack of an error with places in the source files', async () => {
    const { err, code } = await airb(['--verbose', 'incidents'], { AIRB_DATA_DIR: '/dev/null/here' });
    expect(code).toBe(2);
    expect(err).toMatch(/^ +at explain\w* \(src\/store\/sqlite\/faults\.ts:\d+:\d+\)$/m);
    expect(err).not.toContain('dist/parts');
  });

  it('brings the licences of the packages inside it', () => {
    const licences = readFileSync('dist/licences.txt', 'utf8');
    for (const name of ['@slack/bolt', 'botbuilder', 'bullmq', 'drizzle-orm', 'fastify', 'zod'])
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\([A-Za-z0-9.-]+\\)$`, 'm'));
    // It is compiled on the machine it is installed on, so it stays outside.
    expect(licences).not.toMatch(/^better-sqlite3 /m);
    expect(licences).toContain('Permission is hereby granted, free of charge');
  });
});
