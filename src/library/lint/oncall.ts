import { gaps, whoIsOnCall } from '../../domain/oncall/rotation.ts';
import { day, type Instant } from '../../domain/time.ts';
import { momentWords } from '../../views/oncall-words.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles } from '../library-files.ts';
import { chain, toRotation } from '../oncall.ts';

/** So far ahead holes are looked for: as long as there is time to find somebody. */
const lookAhead = 14 * day;

/** Finds rotations and policies that would leave somebody unpaged, whatever the day. */
export function unsoundPolicies({ organization: { value, source } }: LibraryFiles): Finding[] {
  const { people, rotations = {}, policies = {} } = value;
  const twice = Object.keys(rotations)
    .filter((id) => Object.hasOwn(people, id))
    .map((id) =>
      source.at(
        ['rotations', id],
        {
          level: 'error',
          rule: 'id-twice',
          what: `\`${id}\` is the id of a person as well`,
          expected: 'an id of its own',
          why: 'where it is named, nobody could tell who is paged',
        },
        'key',
      ),
    );
  const loops = Object.entries(policies).flatMap(([id, { then }]) => {
    const round = then === undefined ? [] : chain(then, policies);
    // A loop is named once, at the first of its policies.
    if (!round.includes(id) || Object.keys(policies).find((one) => round.includes(one)) !== id) return [];
    return source.at(['policies', id, 'then'], {
      level: 'error',
      rule: 'policy-loop',
      what: `\`${id}\` leads back to itself: ${[id, ...round].join(' → ')}`,
      expected: 'a policy that comes to an end',
      why: 'airb itself begins again at sev1 and sev2 when nobody answered',
      fix: 'take out one `then`',
    });
  });
  return [...twice, ...loops];
}

/** Finds Slack user groups that two rotations would fill, or that one reads while another fills it. */
export function sharedGroups({ organization: { value, source } }: LibraryFiles): Finding[] {
  const rotations = Object.entries(value.rotations ?? {});
  const keepers = rotations.flatMap(([id, { keepsSlackGroup: group }]) => (group ? [{ id, group }] : []));
  const twice = keepers.flatMap(({ id, group }, n) => {
    const first = keepers.slice(0, n).find((one) => one.group === group);
    if (first === undefined) return [];
    return source.at(['rotations', id, 'keepsSlackGroup'], {
      level: 'error',
      rule: 'group-shared',
      what: `\`${group}\` is kept by \`${first.id}\` already`,
      expected: 'a group for each rotation',
      why: 'each would take out whom the other put in',
    });
  });
  const rings = rotations.flatMap(([id, { source: from }]) => {
    const keeper = keepers.find(({ group }) => group === from?.slackGroup);
    if (keeper === undefined) return [];
    return source.at(['rotations', id, 'source', 'slackGroup'], {
      level: 'error',
      rule: 'group-shared',
      what: `\`${keeper.group}\` is kept by \`${keeper.id}\`, and read here`,
      expected: 'a group that people keep themselves',
      why: 'airb would read what it wrote, and nobody could tell who decides',
      fix: `name the rotation \`${keeper.id}\` where \`${id}\` is named`,
    });
  });
  return [...twice, ...rings];
}

/** Finds stretches of the coming two weeks in which nobody is on call. */
export function rotationGaps({ organization: { value, source } }: LibraryFiles, now: Instant): Finding[] {
  return Object.entries(value.rotations ?? {}).flatMap(([id, file]) => {
    const rotation = toRotation(id, file);
    // What is kept elsewhere is asked for when airb runs; `airb oncall --check` tells its holes.
    if (rotation.elsewhere !== undefined) return [];
    const [first, ...more] = gaps(rotation, now, now + lookAhead);
    if (first === undefined) return [];
    const others = more.length > 0 ? `, and ${more.length} more` : '';
    const never = first.from === now && first.to === now + lookAhead;
    return source.at(
      ['rotations', id],
      {
        level: 'warning',
        rule: 'rotation-gap',
        what: never
          ? `nobody is on call in \`${id}\` during the coming two weeks`
          : `nobody is on call in \`${id}\` from ${momentWords(first.from, rotation.zone)} to ${momentWords(first.to, rotation.zone)} (${rotation.zone})${others}`,
        expected: 'somebody at every moment of the coming two weeks',
        why: 'the next step of the policy would be paged at once, and nobody where there is none',
        fix:
          whoIsOnCall(rotation, now) === undefined
            ? 'add an override that begins now'
            : 'add a layer or an override',
      },
      'key',
    );
  });
}
