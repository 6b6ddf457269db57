import { asObject, type Json, objects, str } from './json.ts';

const width = 480;
const height = 150;
const left = 44;
const right = 8;
const top = 10;
const bottom = 24;

/** A line chart as Slack draws it: lines over categories, with a legend. The words of the message stand below it. */
export function ChartBlock({ block }: { block: Json }) {
  const chart = asObject(block.chart) ?? {};
  const axis = asObject(chart.axis_config) ?? {};
  const categories = Array.isArray(axis.categories) ? axis.categories.map(String) : [];
  const series = objects(chart.series).map((one) => ({
    name: str(one, 'name'),
    values: objects(one.data).map((point) => Number(point.value)),
  }));
  const high = Math.max(...series.flatMap(({ values }) => values), 0) * 1.1 || 1;
  const x = (place: number) => left + (place / Math.max(1, categories.length - 1)) * (width - left - right);
  const y = (value: number) => height - bottom - (value / high) * (height - top - bottom);
  const unit = str(axis, 'y_label');
  return (
    <figure class="block-chart">
      <figcaption>
        {str(block, 'title')}
        {series.map(({ name }, n) => (
          <span key={name} class={`legend line-${n}`}>
            {name}
          </span>
        ))}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${str(block, 'title')}: line chart`}>
        {[0, high / 2, high].map((value) => (
          <g key={value} class="grid">
            <line x1={left} x2={width - right} y1={y(value)} y2={y(value)} />
            <text x={left - 6} y={y(value) + 4} text-anchor="end">
              {unit === '$' ? '$' : ''}
              {Number(value.toPrecision(2))}
              {unit.length > 2 || unit === '$' ? '' : ` ${unit}`}
            </text>
          </g>
        ))}
        {series.map(({ name, values }, n) => (
          <polyline
            key={name}
            class={`line-${n}`}
            points={values.map((value, place) => `${x(place)},${y(value)}`).join(' ')}
          />
        ))}
        {[0, Math.floor((categories.length - 1) / 2), categories.length - 1].map((place) => (
          <text
            key={place}
            x={x(place)}
            y={height - 6}
            text-anchor={place === 0 ? 'start' : place === categories.length - 1 ? 'end' : 'middle'}
          >
            {categories[place]}
          </text>
        ))}
      </svg>
    </figure>
  );
}
