/** What a check looks for, in a few words, and why it matters. */
export interface Rule {
  title: string;
  help: string;
}

/**
 * Every check of the files by its stable id. SARIF logs, annotations and people's filters contain the ids. So an id is
 * never renamed, and never used again for another check.
 */
export const findingKinds = {
  'file-place': {
    title: 'A file is missing, in the wrong folder or not readable',
    help: 'Ids and groups come from where a file lies; a library is used whole or not at all.',
  },
  'file-content': {
    title: 'A file is too large or not UTF-8 text',
    help: 'Real files have a few kilobytes; anything else was put here by mistake.',
  },
  'yaml-syntax': {
    title: 'A file is not valid YAML, or nests too deeply',
    help: 'The last good version stays in use until the file can be read.',
  },
  'yaml-key': {
    title: 'A field is given twice, or its name is not plain text',
    help: 'Only one of the two would count, and readers differ in which.',
  },
  'field-unknown': {
    title: 'A field that is not part of the format',
    help: 'It is most often misspelt, and what it says would be lost.',
  },
  'field-missing': {
    title: 'A field is missing',
    help: 'None of the sections of a runbook is optional, nor any line of its templates.',
  },
  'field-value': {
    title: 'A field has a value it can’t have',
    help: 'The published JSON Schema says what each field takes.',
  },
  'secret-in-file': {
    title: 'Something that looks like a secret stands in a file',
    help: 'The files are reviewed, copied and shown to many people. Name the environment variable instead.',
  },
  'secret-in-action': {
    title: 'An action carries a secret in its address or headers',
    help: 'Addresses and headers are written to the log of an incident; `secret` is not.',
  },
  'traces-unsafe': {
    title: 'The address of the traces is open, not fixed, or carries a secret',
    help: 'The link stands in messages and in the log, and what is asked through it is what users wrote.',
  },
  'variable-unset': {
    title: 'An environment variable a file names is not set, or gives no usable address',
    help: 'The part loses its button and keeps the manual step.',
  },
  'id-twice': {
    title: 'One id for two things',
    help: 'Alerts, commands, clicks and incidents name things by their id.',
  },
  'name-unknown': {
    title: 'A person, rotation, policy, audience, runbook, part or signal is named that is not there',
    help: 'Nobody would be paged, asked or told in its place, and nothing changed or measured.',
  },
  'approvals-unmet': {
    title: 'More approvals are asked for than there are people who may give them',
    help: 'A rollback there could never be approved, and everybody would learn to go round it.',
  },
  'person-unreachable': {
    title: 'Somebody with a duty has no chat account and no e-mail address',
    help: 'A page or a question to them would reach nobody.',
  },
  'person-out-of-reach': {
    title: 'Somebody who is paged can be reached only by a way that is not set up here',
    help: 'Looked for with --env and --live: their page goes to the next person at once, or to nobody.',
  },
  'policy-loop': {
    title: 'An escalation policy that leads back to itself',
    help: 'It would have no end, and nobody could say who is paged last.',
  },
  'group-shared': {
    title: 'A Slack user group that two rotations would fill, or one fills and another reads',
    help: 'Who is in it would change back and forth, and with it who is paged.',
  },
  'rotation-gap': {
    title: 'Nobody is on call for a while in the coming two weeks',
    help: 'A page in that time goes to the next step at once, or to nobody.',
  },
  'feed-twice': {
    title: 'Two parts of a system are fed by the same thing',
    help: 'A change of it would be a change of both, and one of them would be rolled back for nothing.',
  },
  'match-tie': {
    title: 'One alert can match two runbooks equally well',
    help: 'Which of the two the responders get would be chance.',
  },
  'match-unreachable': {
    title: 'A matcher that no alert can reach',
    help: 'Its alerts get another runbook, or there are none.',
  },
  'match-repeated': {
    title: 'A matcher that says nothing new',
    help: 'The next editor will change the one and not the other.',
  },
  'trigger-astray': {
    title: 'An alert made from a trigger would land on another runbook',
    help: 'The runbook is never opened by the alert it describes.',
  },
  'signal-unknown': {
    title: 'A runbook watches a signal that no system has, and its name looks misspelt',
    help: 'What is not measured anywhere can neither start an incident nor end one.',
  },
  'trigger-blind': {
    title: 'A system measures none of the signals that tell a failure',
    help: 'The failure would not be seen there.',
  },
  'recovery-blind': {
    title: 'A system measures none of the metrics of one kind that prove recovery',
    help: 'An incident there would be resolved without proof that it is over.',
  },
  'value-impossible': {
    title: 'A baseline or a limit that no value of the unit can reach',
    help: 'A ratio of 4 is never measured, so the alert would never come, or the recovery always hold.',
  },
  'better-contradicted': {
    title: '`better` of a signal, or a trigger, says the opposite of the runbooks',
    help: 'airb would call the failure an improvement, and its end a setback.',
  },
  'trigger-on-normal': {
    title: 'A trigger that fires on what is normal',
    help: 'The alert would come while all is well, and nobody would believe it when it counts.',
  },
  'promql-unbalanced': {
    title: 'A query whose brackets or quotes do not close',
    help: 'Prometheus refuses it, so nothing is measured.',
  },
  'rollback-missing': {
    title: 'A runbook rolls back a kind of part that no system has',
    help: 'It promises a way out that nobody has.',
  },
  'diagnosis-unknown': {
    title: 'The diagnosis names a check, cause or step that is not there',
    help: 'The responder would be led nowhere.',
  },
  'diagnosis-unreachable': {
    title: 'A check or cause that no answer leads to',
    help: 'It would never be asked, and what it knows would be lost.',
  },
  'diagnosis-cycle': {
    title: 'The diagnosis goes round in a circle',
    help: 'The responder would be asked the same again and never reach a cause.',
  },
  'condition-blind': {
    title: 'A condition that no system can judge although it measures the signals',
    help: 'airb would say “not measured” for ever, and offer nothing.',
  },
  'condition-twice': {
    title: 'Two answers of a question with the same conditions',
    help: 'Both hold at once, so airb could never say which it is.',
  },
  'model-unpinned': {
    title: 'A runbook that suspects the model, and no cause that pins it',
    help: 'The responder would suspect the model and find no way to the one that worked.',
  },
  'answer-mute': {
    title: 'An answer whose button says only yes or no',
    help: 'On the timeline and on a phone the button stands apart from its question.',
  },
  'mitigation-missing': {
    title: 'A cause is taken care of by something a system does not have',
    help: 'The responder reaches the cause and finds no way out.',
  },
  'template-placeholder': {
    title: 'A text still to be written',
    help: 'It would be posted or read as it stands, in the middle of an incident.',
  },
  'text-copied': {
    title: 'Steps taken over word for word from another runbook',
    help: 'A step that fits every failure tells nothing about this one.',
  },
  'review-overdue': {
    title: 'A runbook past its review date',
    help: 'Names, versions and limits in it may no longer be true.',
  },
  'date-future': {
    title: 'Something is said to have happened on a day that has not come',
    help: 'What was not yet done would count as done.',
  },
  'audience-missing': {
    title: 'Updates are owed, but no audience hears them',
    help: 'The cadence would run, and its updates would reach nobody.',
  },
  'audience-unreachable': {
    title: 'An audience that airb has no way to',
    help: 'No mail server or key is set, so nothing would reach them.',
  },
  'part-no-way-back': {
    title: 'A part without a last known good version, or one that is the live version',
    help: 'At night somebody would have to find out what to go back to.',
  },
  'part-floating': {
    title: 'A model whose live version looks like an alias',
    help: 'It can change without a release, so it is a suspect by itself.',
  },
  'call-not-allowed': {
    title: 'A rollback calls what the organization does not allow',
    help: 'airb refuses the call, so the button would do nothing.',
  },
  'address-inside': {
    title: 'An address leads into the own network, or to where a cloud hands out credentials, without leave',
    help: 'airb refuses the call, because whoever has a name, or a file, could reach with it what nobody should.',
  },
  'containment-idle': {
    title: 'A containment that changes nothing',
    help: 'Its button would be refused when users wait for it.',
  },
  'agent-no-stop': {
    title: 'An agent without a safe stop',
    help: 'The only way to stop it would leave work half done.',
  },
  'live-empty': {
    title: 'Prometheus has no data for a query',
    help: 'A query that matches nothing is no error there, so a renamed metric is found only by asking.',
  },
  'live-flat': {
    title: 'A query gave the same value all the time',
    help: 'A counter nobody increments looks like this, and so does a system that is well.',
  },
  'live-nan': {
    title: 'A query gave no value but NaN or infinity',
    help: 'What is divided by is never there.',
  },
  'live-several': {
    title: 'A query gives more than one series',
    help: 'airb can not know which is meant, and reads none.',
  },
  'live-partial': {
    title: 'Prometheus answered a query from part of the data',
    help: 'A value from part of the data is not used in an incident.',
  },
  'live-refused': {
    title: 'Prometheus refuses a query',
    help: 'It would not be measured in an incident.',
  },
  'live-unasked': {
    title: 'Nobody knows whether a query answers',
    help: 'Prometheus could not be reached, or refused the headers.',
  },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof findingKinds;
