import { gapsOf } from '../../domain/incident/pace.ts';
import { inSentence } from '../../domain/plain.ts';
import { unannounced } from '../../domain/response/unannounced.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, tookWords } from './account.ts';
import type { Idea } from './idea.ts';
import { involved } from './involved.ts';
import { partOwner, roleHolder, technicalOwner } from './owners.ts';

/** Ways back that were missing, and people who were. */
export function ways(account: Account): Idea[] {
  return [...missingWays(account), ...unpinned(account), ...approvals(account), ...updates(account)];
}

/** Only for parts this incident was about: what can break otherwise is the business of readiness. */
function missingWays(account: Account): Idea[] {
  return involved(account).flatMap((part): Idea[] => {
    const owner = partOwner(account, part.id);
    const title = inSentence(part.title);
    if (part.action === undefined)
      return [
        {
          key: `way:${part.id}`,
          kind: 'other',
          title: `Give the ${title} an automatic way back`,
          text: `Give “${part.title}” an automatic rollback with a dry run, and rehearse it; today it is done by hand.`,
          owner,
        },
      ];
    if (part.lastKnownGood !== undefined) return [];
    return [
      {
        key: `version:${part.id}`,
        kind: 'other',
        title: `Record a known good version of the ${title}`,
        text: `Record a known good version of “${part.title}”, so that there is something to go back to.`,
        owner,
      },
    ];
  });
}

/** A version that answered although nobody announced it. */
function unpinned(account: Account): Idea[] {
  const parts = new Map(unannounced(account.incident).map(({ part }) => [part.id, part]));
  return [...parts.values()].map(
    (part): Idea => ({
      key: `pin:${part.id}`,
      kind: 'other',
      title: `Pin the ${inSentence(part.title)} to a dated version`,
      text: `Answers came from another version of “${part.title}” than the files name, and nobody had announced it. Pin it to a dated version, so that it changes only when somebody changes it.`,
      owner: partOwner(account, part.id),
    }),
  );
}

function approvals(account: Account): Idea[] {
  const wait = gapsOf(account.incident).find(({ of }) => of === 'approval');
  if (!wait?.slow) return [];
  return [
    {
      key: 'approvers',
      kind: 'other',
      title: 'Name more people who may approve a rollback',
      text: `A rollback waited ${tookWords(wait.from, wait.to)} for those who had to approve it. Name more approvers for this system, or say in the organization file at which severity one is enough.`,
      owner: technicalOwner(account),
    },
  ];
}

function updates(account: Account): Idea[] {
  if (eventsOf(account.events, 'update.missed').length === 0) return [];
  return [
    {
      key: 'updates:second',
      kind: 'other',
      title: 'Name a second person who sends updates',
      text: 'Name a second person who sends updates when the first is busy with the fix.',
      owner: roleHolder(account, account.incident.roles.communications ? 'communications' : 'commander'),
    },
  ];
}
