import { type Row, row, span } from '../text/row.ts';
import { padTo } from '../text/width.ts';
import { BrailleCanvas } from './braille.ts';

/** The next round number that is not below the value, with one digit or a half after it: the top of an axis. */
export function niceTop(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= value * 0.999_999) ?? 10;
  return step * power;
}

/** An area under values from oldest to newest, the newest at the right, with `top`, half and 0 at the axis. */
export function areaChart(options: {
  readonly values: readonly number[];
  /** How many values the whole width stands for; fewer values leave room at the left. */
  readonly span: number;
  readonly width: number;
  readonly height: number;
  readonly label: (value: number, top: number) => string;
}): Row[] {
  const { values, width, height, label } = options;
  const top = niceTop(Math.max(0, ...values));
  const labels = [top, top / 2, 0].map((value) => label(value, top));
  const wide = Math.max(...labels.map((text) => text.length));
  // A blank before the labels, one behind them, and the axis.
  const columns = Math.max(1, width - wide - 3);
  const canvas = new BrailleCanvas(columns, height);
  for (let x = 0; x < canvas.width; x += 1) {
    const age = ((canvas.width - 1 - x) * options.span) / canvas.width;
    const value = values[values.length - 1 - Math.floor(age)];
    if (value === undefined) continue;
    const high = value > 0 ? Math.max(1, Math.round((value / top) * canvas.height)) : 0;
    for (let y = 0; y < high; y += 1) canvas.set(x, canvas.height - 1 - y);
  }
  const middle = Math.floor((height - 1) / 2);
  return canvas.rows().map((cells, index) => {
    const text = index === 0 ? labels[0] : index === height - 1 ? labels[2] : index === middle ? labels[1] : '';
    return row(span(` ${padTo(text ?? '', wide)} ${text === '' ? '│' : '┤'}`, 'dim'), span(cells.join(''), 'chart'));
  });
}
