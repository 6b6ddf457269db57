import { asObject, type Json, objects, str } from './json.ts';
import { RichText } from './rich-text.tsx';

/** Slack's table block: the first row is the head; cells are raw_text or rich_text. */
export function TableBlock({ block }: { block: Json }) {
  const rows = Array.isArray(block.rows) ? block.rows : [];
  const settings = objects(block.column_settings);
  const [head, ...body] = rows.map((row) => objects(row));
  const align = (column: number) => str(settings[column] ?? {}, 'align') || 'left';
  return (
    <div class="table-scroll">
      <table>
        <thead>
          <tr>
            {(head ?? []).map((cell, i) => (
              <th key={i} class={`align-${align(i)}`}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, r) => (
            <tr key={r}>
              {row.map((cell, i) => (
                <td key={i} class={`align-${align(i)}`}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { cell: Json }) {
  if (str(cell, 'type') === 'rich_text') return <RichText elements={objects(cell.elements)} />;
  return <>{str(asObject(cell), 'text')}</>;
}
