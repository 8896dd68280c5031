import headless from '@xterm/headless';
import { describe, expect, test } from 'vitest';
import { readCells } from '../cells.ts';
import { palette } from './palette.ts';
import { drawTerminal } from './svg.ts';

const esc = '\u001b';

async function picture(text: string): Promise<string> {
  const terminal = new headless.Terminal({ cols: 20, rows: 3, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const svg = drawTerminal(readCells(terminal), 'a <title>');
  terminal.dispose();
  return svg;
}

/** The drawing without the window around it. */
async function content(text: string): Promise<string> {
  return /<g [^>]*>\n?([\s\S]*?)\n?<\/g>/.exec(await picture(text))?.[1] ?? '';
}

test('is as large as the grid asks for, and names itself', async () => {
  const svg = await picture('');
  expect(svg).toContain('viewBox="0 0 208 108"');
  expect(svg).toContain('<title>a &lt;title&gt;</title>');
});

describe('text', () => {
  test('starts each word on its column and holds it to its width', async () => {
    expect(await content('ab  cde')).toBe(
      `<text x="0" y="15" fill="${palette.foreground}" textLength="18">ab</text>` +
        `<text x="36" y="15" fill="${palette.foreground}" textLength="27">cde</text>`,
    );
  });

  test('goes down by rows', async () => {
    expect(await content('\r\n\r\na')).toContain('x="0" y="55"');
  });

  test('is escaped', async () => {
    expect(await content('<&">')).toContain('>&lt;&amp;&quot;&gt;</text>');
  });

  test('of another font stands in the middle of its cells', async () => {
    expect(await content('●')).toContain('x="4.5" y="15"');
    expect(await content('漢')).toContain('x="9" y="15"');
    expect(await content('漢')).toContain('text-anchor="middle"');
  });

  test('has the colours of the palette, of the cube, and its own', async () => {
    expect(await content(`${esc}[31mx`)).toContain(`fill="${palette.ansi[1]}"`);
    expect(await content(`${esc}[38;5;196mx`)).toContain('fill="#ff0000"');
    expect(await content(`${esc}[38;5;244mx`)).toContain('fill="#808080"');
    expect(await content(`${esc}[38;2;1;2;3mx`)).toContain('fill="#010203"');
  });

  test('is bold, slanted, underlined, struck', async () => {
    expect(await content(`${esc}[1mx`)).toContain('font-weight="700"');
    expect(await content(`${esc}[3mx`)).toContain('font-style="italic"');
    expect(await content(`${esc}[4mab`)).toContain('<rect x="0" y="17" width="18" height="1.25"');
    expect(await content(`${esc}[9mab`)).toContain('<rect x="0" y="10" width="18" height="1.25"');
  });

  test('is dim: between its colour and the paper', async () => {
    const dim = /fill="(#[0-9a-f]{6})"/.exec(await content(`${esc}[2mx`))?.[1] ?? '';
    expect(dim > palette.background && dim < palette.foreground).toBe(true);
  });

  test('is reversed: paper in its colour, letters in the background, spaces too', async () => {
    const svg = await content(`${esc}[7ma b${esc}[0m`);
    expect(svg).toContain(`<rect x="0" y="0" width="27" height="20" fill="${palette.foreground}"`);
    expect(svg).toContain(`fill="${palette.background}">a</text>`);
  });
});

describe('drawn glyphs', () => {
  test('a rule is one line over all its cells', async () => {
    expect(await content('────')).toBe(
      `<path d="M0 10H36" stroke="${palette.foreground}" stroke-width="1.25" fill="none"/>`,
    );
  });

  test.each([
    ['┌', ['M4.5 9.38V20', 'M3.88 10H9']],
    ['┤', ['M4.5 0V20', 'M0 10H5.13']],
    ['┃', ['M4.5 0V20']],
    ['╭', ['M9 10Q4.5 10 4.5 14.5V20']],
  ])('%s reaches the edges of its cell', async (glyph, paths) => {
    const svg = await content(glyph);
    for (const path of paths) expect(svg).toContain(path);
    expect(svg).not.toContain('<text');
  });

  test.each([
    ['█', '<rect x="0" y="0" width="9" height="20"'],
    ['▄', '<rect x="0" y="10" width="9" height="10"'],
    ['▊', '<rect x="0" y="0" width="6.75" height="20"'],
    ['▝', '<rect x="4.5" y="0" width="4.5" height="10"'],
    ['░', 'fill-opacity="0.22"'],
  ])('%s fills its part', async (glyph, part) => {
    expect(await content(glyph)).toContain(part);
  });

  test('braille is dots on one grid', async () => {
    expect(await content('⡀⠁')).toContain('M2.25 17.5h0');
    expect(await content('⡀⠁')).toContain('M11.25 2.5h0');
    expect((await content('⣿')).match(/h0/g)).toHaveLength(8);
  });
});
