import { everybodyOn } from '../domain/oncall/rungs.ts';
import { type RiskTier, severities } from '../domain/people.ts';
import { count, inSeries } from '../domain/plain.ts';
import { hearsOf } from '../domain/runbooks/audience.ts';
import type { PersonSpec, SystemSpec } from '../domain/runbooks/runbook.ts';
import { graded, inFile, met, missing, type PointSpec, partly, type Subject } from './point.ts';

type Contact = keyof SystemSpec['contacts'];

/** The contacts outside engineering that a system of each risk tier must name. */
const contactsOf: Record<RiskTier, Contact[]> = {
  high: ['risk', 'legal', 'security'],
  medium: ['risk', 'security'],
  low: ['security'],
};

export const owners: PointSpec = {
  id: 'owners',
  title: 'Owners named',
  question: 'Is one person accountable for what the system is for, and another for how it runs?',
  why: 'Whether to turn it off is a business question; how to turn it off is a technical one. At night both need an answer.',
  weight: 4,
  judge(subject) {
    const { businessOwner, technicalOwner, file } = subject.system;
    const both = [
      { field: 'businessOwner', id: businessOwner },
      { field: 'technicalOwner', id: technicalOwner },
    ];
    const evidence = both.map(({ field, id }) =>
      inFile(
        subject,
        field,
        personOf(subject, id)?.name ?? `nobody in the organization file is called \`${id}\``,
      ),
    );
    const unknown = both.filter(({ id }) => personOf(subject, id) === undefined);
    if (unknown.length > 0)
      return graded(
        1 - unknown.length / 2,
        evidence,
        `Name a person of \`organization.yaml\` in ${inSeries(unknown.map(({ field }) => `\`${field}\``))} of \`${file}\`.`,
      );
    if (businessOwner === technicalOwner)
      return partly(
        0.5,
        evidence,
        `Name two persons in \`businessOwner\` and \`technicalOwner\` of \`${file}\`.`,
      );
    return met(...evidence);
  },
};

export const onCall: PointSpec = {
  id: 'on-call',
  title: 'On-call of two rungs',
  question: 'If the first person does not answer, is another one paged?',
  why: 'One person asleep, in a tunnel or on leave must not be the end of the page.',
  weight: 8,
  judge(subject) {
    const { onCall: rungs, file } = subject.system;
    const { rotations = [] } = subject.library.organization;
    const people = new Set(rungs.flatMap((rung) => everybodyOn(rung, rotations)));
    const close = `Add a rung with somebody else to \`onCall\` in \`${file}\`: \`{ people: [<id>], after: 10m }\`.`;
    const evidence = [
      inFile(
        subject,
        'onCall',
        `${count(rungs.length, 'rung')} with ${count(people.size, 'person', 'people')}: ${rungs.map((rung) => inSeries(rung.people.map((id) => calledName(subject, id)))).join(', then ') || 'nobody'}`,
      ),
    ];
    if (people.size < 2) return missing(evidence, close);
    return rungs.length < 2 ? partly(0.5, evidence, close) : met(...evidence);
  },
};

export const reachable: PointSpec = {
  id: 'reachable',
  title: 'Everybody reachable',
  question: 'Has everybody with a duty for this system an account or address a message can go to?',
  why: 'A page to somebody without an account is a page to nobody, and nothing fails when it is sent.',
  weight: 5,
  judge(subject) {
    const { system, library } = subject;
    const { commanders, communications, rotations = [] } = library.organization;
    const ids = new Set([
      ...system.onCall.flatMap((rung) => everybodyOn(rung, rotations)),
      system.technicalOwner,
      system.businessOwner,
      ...Object.values(system.contacts),
      ...commanders,
      ...communications,
    ]);
    const lost = [...ids].filter((id) => !hasAddress(personOf(subject, id)));
    const evidence = [
      {
        says: `${ids.size - lost.length} of ${count(ids.size, 'person', 'people')} can be reached`,
        file: 'organization.yaml',
        field: 'people',
      },
      ...lost.map((id) => ({
        says: `${personOf(subject, id)?.name ?? id}: no chat account and no e-mail address`,
        file: 'organization.yaml',
        field: `people.${id}`,
      })),
    ];
    // A rung that no message reaches is worse than a missing one, because it still uses up its time.
    const silent = system.onCall.some((rung) =>
      everybodyOn(rung, rotations).every((id) => lost.includes(id)),
    );
    const share = 1 - lost.length / Math.max(1, ids.size);
    return graded(
      silent ? Math.min(share, 0.25) : share,
      evidence,
      `Add \`slack\`, \`teams\` or \`email\` to ${inSeries(lost.map((id) => `\`people.${id}\``))} in \`organization.yaml\`.`,
    );
  },
};

export const contacts: PointSpec = {
  id: 'contacts',
  title: 'Risk, legal and security contacts',
  question: 'Is it known whom to bring in beyond engineering, as far as the risk of this system asks for it?',
  why: 'When data is exposed or money moves, legal deadlines start before the cause is known.',
  weight: 5,
  judge(subject) {
    const { system } = subject;
    const wanted = contactsOf[system.riskTier];
    const lacking = wanted.filter((role) => personOf(subject, system.contacts[role]) === undefined);
    const evidence = wanted.map((role) =>
      inFile(
        subject,
        `contacts.${role}`,
        personOf(subject, system.contacts[role])?.name ?? `no ${role} contact`,
      ),
    );
    return graded(
      1 - lacking.length / wanted.length,
      evidence,
      `Name ${inSeries(lacking.map((role) => `\`contacts.${role}\``))} in \`${system.file}\`; a ${system.riskTier} risk asks for ${inSeries(wanted)}.`,
    );
  },
};

export const audiences: PointSpec = {
  id: 'audiences',
  title: 'Audiences',
  question: 'Does somebody hear the updates, in every severity in which they are owed?',
  why: 'The cadence runs whether or not anybody listens; those who must explain it to customers should.',
  weight: 4,
  judge(subject) {
    const { system, library } = subject;
    const { cadence, audiences: known } = library.organization;
    const own = known.filter((one) => hearsOf(one, system));
    const owed = severities.filter((severity) => cadence[severity].every !== undefined);
    const silent = owed.filter((severity) => !own.some((audience) => audience.severities.includes(severity)));
    const heard = own.map(({ id, severities: of }) => `\`${id}\` (${of.join(', ')})`);
    const evidence = [inFile(subject, 'audiences', heard.length > 0 ? inSeries(heard) : 'no audience')];
    if (own.length === 0)
      return missing(
        evidence,
        `Name an audience of \`organization.yaml\` in \`audiences\` of \`${system.file}\`.`,
      );
    return graded(
      1 - silent.length / Math.max(1, owed.length),
      silent.length > 0 ? [...evidence, { says: `nobody hears updates in ${inSeries(silent)}` }] : evidence,
      `Add ${inSeries(silent)} to \`severities\` of one of its audiences in \`organization.yaml\`.`,
    );
  },
};

function personOf({ library }: Subject, id: string | undefined): PersonSpec | undefined {
  return library.organization.people.find((person) => person.id === id);
}

/** A person by name, a rotation by what it means. */
function calledName(subject: Subject, id: string): string {
  const rotation = subject.library.organization.rotations?.find((one) => one.id === id);
  return rotation ? `whoever is on call in ${rotation.title}` : (personOf(subject, id)?.name ?? id);
}

function hasAddress(person: PersonSpec | undefined): boolean {
  return Boolean(person?.slack || person?.teams || person?.email);
}

/** Points judged from the people named for the system. */
export const peoplePoints: PointSpec[] = [owners, onCall, reachable, contacts, audiences];
