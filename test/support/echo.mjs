/** A small full-screen program for the harness's own test: it draws what it reads, its size, colours and wide glyphs. */
const esc = '\u001b';
const out = process.stdout;
let reads = 0;
let read = '';

/** Draws everything anew inside a synchronised update, as Ink does. */
function draw() {
  const rows = [
    `size ${out.columns}x${out.rows}`,
    `reads ${reads} ${JSON.stringify(read)}`,
    `${esc}[31mred${esc}[0m ${esc}[1;92mbold${esc}[0m ${esc}[2mdim${esc}[0m ${esc}[7minverse${esc}[0m ${esc}[4munder${esc}[0m`,
    `${esc}[38;5;208mpalette${esc}[0m ${esc}[38;2;1;2;255mrgb${esc}[0m ${esc}[41mback${esc}[0m`,
    '漢字|é|⣿|●',
    `home ${process.env.HOME} ci ${process.env.CI} args ${process.argv.slice(2).join(',')}`,
  ];
  out.write(`${esc}[?2026h${esc}[2J${esc}[H${rows.join('\r\n')}${esc}[?2026l`);
}

process.stdin.setRawMode(true);
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  reads += 1;
  read = chunk;
  if (chunk === '\u0003') {
    out.write(`${esc}[?2004l${esc}[?1049l`);
    process.exit(7);
  }
  if (chunk === 'many') for (let count = 0; count < 2000; count += 1) draw();
  if (chunk === 'half') out.write(`${esc}[?2026h${esc}[2J${esc}[Hhalf a frame${esc}[6n`);
  else draw();
});
out.on('resize', draw);
out.write(`${esc}[?1049h${esc}[?2004h`);
draw();
