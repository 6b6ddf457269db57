/** Statements an older airb that serves beside does not notice: it names the tables and columns it reads and writes. */
const additions = [
  /^create table /i,
  /^create index /i,
  /^alter table \S+ add column (?!.*\bnot null\b)/i,
  /^alter table \S+ add column .*\bdefault\b/i,
];

/** True when a step of the schema only adds what nobody has to know of. */
export function onlyAdds(statements: string[]): boolean {
  return statements.every((statement) => additions.some((one) => one.test(statement.trim())));
}
