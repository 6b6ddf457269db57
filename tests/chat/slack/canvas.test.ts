import { afterEach, describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/time.ts';
import { openWorkspace, type Workspace } from './support/workspace.ts';

const page = (markdown: string, kept = false) => ({ title: 'Postmortem INC-1', markdown, kept });

describe('the canvas of a channel in Slack', () => {
  let workspace: Workspace;
  afterEach(() => workspace.close());

  async function open(options: Parameters<typeof openWorkspace>[0] = {}) {
    workspace = await openWorkspace(options);
    const { slack, sandbox } = workspace;
    const opened = await slack.openRoom({ name: 'inc-1', private: true, marker: 'airb:1' });
    const channel = sandbox.dump().channels.find(({ id }) => `slack:${id}` === opened.room);
    if (channel === undefined) throw new Error('there is no channel');
    const calls = () => sandbox.dump().calls.filter(({ method }) => method.includes('canvases')).length;
    return { ...opened, slack, channel, calls };
  }

  it('is made once and then written anew, and only a line that Slack refuses is told', async () => {
    const { slack, room, channel } = await open();
    expect(await slack.writeCanvas(room, page('# One', true))).toBe(false);
    expect(channel.canvas).toBeUndefined();
    expect(await slack.writeCanvas(room, page('# One'))).toBe(true);
    const made = channel.canvas?.id;
    expect(await slack.writeCanvas(room, page('# Two'))).toBe(true);
    expect(await slack.writeCanvas(room, page('# Three', true))).toBe(true);
    expect(channel.canvas).toMatchObject({ id: made, title: 'Postmortem INC-1', markdown: '# Three' });
    const refusal = {
      retry: false,
      message: expect.stringContaining('line 1: Unsupported heading depth (4)'),
    };
    await expect(slack.writeCanvas(room, page('#### Deep'))).rejects.toMatchObject(refusal);
    expect(channel.canvas?.markdown).toBe('# Three');
  });

  it('is left alone where people made it', async () => {
    const { slack, room, channel } = await open();
    channel.canvas = { id: 'F0THEIRS', title: 'Notes', markdown: 'ours', user: 'U01ANA' };
    await expect(slack.writeCanvas(room, page('# One'))).rejects.toMatchObject({
      retry: false,
      message: expect.stringContaining('somebody else made'),
    });
    expect(await slack.writeCanvas(room, page('# One', true))).toBe(false);
    expect(channel.canvas.markdown).toBe('ours');
  });

  it('refused by the plan, is asked for again a week later', async () => {
    const { slack, room, calls } = await open();
    await workspace.faults({ noCanvases: true });
    await expect(slack.writeCanvas(room, page('# One'))).rejects.toMatchObject({
      retry: false,
      code: 'canvas_disabled_user_team',
    });
    for (const _ of [1, 2]) expect(await slack.writeCanvas(room, page('# One'))).toBe(false);
    expect(calls()).toBe(1);
    await workspace.faults({ noCanvases: false });
    workspace.clock.advance(7 * day);
    expect(await slack.writeCanvas(room, page('# One'))).toBe(true);
  });

  it('without the scope, is a problem that the doctor shows', async () => {
    const scopes = ['channels:manage', 'groups:write', 'groups:read', 'channels:read'];
    const { slack, room } = await open({ scopes });
    await slack.identity();
    await expect(slack.writeCanvas(room, page('# One'))).rejects.toMatchObject({
      retry: false,
      message: expect.stringContaining('has not granted airb the scope canvases:write'),
    });
    expect(slack.problems().map(({ code }) => code)).toContain('missing_scope:canvases:write');
  });
});
