import * as z from 'zod';
import type { Contract } from './operation.ts';

const empty = z.looseObject({});

/** The addresses that chats post to. Their platforms describe the bodies. */
export const chatContract: Contract = {
  shapes: {},
  operations: [
    {
      id: 'takeFromSlack',
      method: 'post',
      path: '/slack/events',
      tag: 'chats',
      summary: 'Events, commands, presses and forms from Slack',
      description:
        'Called by Slack only, where it is connected over HTTP. Bodies are those of docs.slack.dev: the Events API as JSON, slash commands and interactions as forms.',
      security: 'slackSignature',
      body: { 'application/json': empty, 'application/x-www-form-urlencoded': empty },
      answers: {
        200: {
          says: 'Stored. A command and a form are answered in the body.',
          content: { 'application/json': empty },
        },
        400: { says: 'Not what Slack sends.' },
        401: { says: 'Not signed, wrongly signed or too old.' },
        404: { says: 'Slack is not connected, or not over HTTP.' },
        413: { says: 'Too big.' },
      },
    },
    {
      id: 'takeFromTeams',
      method: 'post',
      path: '/api/messages',
      tag: 'chats',
      summary: 'Activities from Microsoft Teams',
      description:
        'Called by the Bot Connector only, where Teams is connected. Bodies are activities of the Bot Framework protocol; an invoke is answered in the body.',
      security: 'botFramework',
      body: { 'application/json': empty },
      answers: {
        200: { says: 'Stored.', content: { 'application/json': empty } },
      },
      problems: [400, 401, 403, 404, 413, 415, 503],
    },
  ],
};
