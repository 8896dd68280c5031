import { encode } from 'uqr';
import { type Row, row, type Span } from '../text/row.ts';

/** Light modules around the code, without which no camera finds it. */
const quiet = 2;

/**
 * A text as a QR code, two modules to a character, one above the other. Light modules are drawn and dark ones left
 * out, both in colours of their own, so that it is black on white whatever the terminal's background.
 * @param border light modules around it
 */
export function qrRows(text: string, border = quiet): Row[] {
  const { data, size } = encode(text, { ecc: 'L', border });
  const isLight = (x: number, y: number) => data[y]?.[x] !== true;
  return Array.from({ length: Math.ceil(size / 2) }, (_, line) => {
    const cells = Array.from({ length: size }, (_unused, x) => {
      const below = 2 * line + 1 < size && isLight(x, 2 * line + 1);
      if (isLight(x, 2 * line)) return below ? '█' : '▀';
      return below ? '▄' : ' ';
    });
    const code: Span = { text: cells.join(''), tone: 'code' };
    return row(' ', code);
  });
}
