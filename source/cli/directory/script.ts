/**
 * What the page does besides being read: the fields at its top hide the lines that they do not mean. It takes nothing
 * from anywhere, and without it the page shows everything.
 */
export const script = `'use strict';
const form = document.querySelector('form');
const lines = [...document.querySelectorAll('[data-text]')];
const count = document.querySelector('output');
const wanted = (name) => form.elements.namedItem(name).value;
function show() {
  const words = wanted('find').toLowerCase().split(/\\s+/);
  const same = (line, name) => wanted(name) === '' || line.dataset[name] === wanted(name);
  let shown = 0;
  for (const line of lines) {
    const isMeant = words.every((word) => line.dataset.text.includes(word))
      && ['role', 'country', 'status'].every((name) => same(line, name));
    line.hidden = !isMeant;
    if (isMeant && line.tagName === 'TR') shown += 1;
  }
  count.textContent = shown === 1 ? '1 licence' : shown + ' licences';
}
form.hidden = false;
form.addEventListener('input', show);
form.addEventListener('reset', () => requestAnimationFrame(show));
form.addEventListener('submit', (event) => event.preventDefault());
show();`;

export const style = `:root { color-scheme: light dark; --line: #8886; --dim: #767676; --bad: #b3261e; --good: #1b6e33; --warn: #8a5300; }
@media (prefers-color-scheme: dark) { :root { --dim: #9a9a9a; --bad: #ff8a80; --good: #7fd69a; --warn: #ffc266; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 76rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 0 0 .3rem; }
p { max-width: 65ch; margin: .4rem 0; }
.dim, small { color: var(--dim); }
form { display: flex; flex-wrap: wrap; gap: .8rem; align-items: end; margin: 1.5rem 0 1rem; }
label { display: grid; gap: .2rem; font-size: .85rem; color: var(--dim); }
label:first-child { flex: 1 1 16rem; }
input, select, button { font: inherit; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: .3rem; background: Canvas; color: CanvasText; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--dim); padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .5rem .8rem .5rem 0; border-bottom: 1px solid var(--line); }
thead th { font-size: .85rem; color: var(--dim); font-weight: 600; border-bottom-width: 2px; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
th small { font-weight: 400; } th code { font-size: .8em; letter-spacing: -.02em; }
td a, th a { overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; } .warn { color: var(--warn); font-weight: 600; }
article { border-left: 3px solid var(--line); padding: .2rem 0 .2rem 1rem; margin: 1.2rem 0; }
article ol { margin: 0; padding-left: 1.2rem; } article li { margin: .3rem 0; max-width: 65ch; overflow-wrap: anywhere; }
q { font-style: italic; overflow-wrap: anywhere; }
code { font: .85em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
@media screen and (max-width: 52rem) {
  thead { display: none; } table, caption, tbody { display: block; } tr { display: block; border-bottom: 1px solid var(--line); padding: .7rem 0; }
  tbody th, td, td.number { display: block; border: 0; padding: .1rem 0; text-align: left; }
  td::before { content: attr(data-label) ': '; color: var(--dim); font-weight: 400; } td br + small { margin-left: 0; }
}
@media print {
  :root { color-scheme: light; } body { font-size: 10pt; padding: 0; max-width: none; } form { display: none !important; }
  tr, article { break-inside: avoid; } thead { display: table-header-group; } th, td { padding: .15cm .3cm .15cm 0; }
  .wide { overflow: visible; } a { color: inherit; text-decoration: none; }
}`;
