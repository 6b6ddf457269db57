import { type Machine, machineLine } from './machine.ts';
import type { Row } from './row.ts';

/** The results for people and for programs. */
export function report(rows: Row[], machine: Machine, quick: boolean): { md: string; json: string } {
  const at = new Date().toISOString().slice(0, 10);
  const json = JSON.stringify({ at, quick, machine, rows }, null, 2);
  const lines = rows.map(
    (row) => `| ${[row.what, row.measured, row.aim, metOf(row)].map(cell).join(' | ')} |`,
  );
  const md = `# Bench

Measured by \`npm run bench\` on ${at}${quick ? ', **with short rounds: the figures mean little**' : ''}. ${machineLine(machine)}

Comparisons are ratios within this run: both sides take turns, and the median of the rounds counts. The bot is the real
\`node dist/main.js serve\` on a SQLite file with \`synchronous=FULL\`; the load and the simulated workspace are processes of
their own. The numbers behind each line are in \`results.json\`.

| what | measured | aim | met |
|---|---|---|---|
${lines.join('\n')}
`;
  return { md, json: `${json}\n` };
}

function metOf({ met }: Row): string {
  return met === undefined ? '' : met ? 'yes' : 'no';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
