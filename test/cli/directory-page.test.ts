import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { writeDirectory } from '../../source/cli/directory/command.ts';
import { escaped, linked } from '../../source/cli/directory/markup.ts';
import { directoryPage, pageMark } from '../../source/cli/directory/page.ts';
import { regtest } from '../../source/ledger/networks.ts';
import type { Facade } from '../../source/node/facade.ts';
import { refused } from '../node/refused.ts';
import { openNode, temporaryFolder } from '../support/node.ts';

const hostile = `<script>alert(1)</script>&"'<img src=x onerror=alert(2)>`;

/** Asks a node in this process, as the command asks one behind a socket. */
function asking(node: Facade) {
  const methods = node as unknown as Readonly<Record<string, (query: unknown) => Promise<unknown>>>;
  return (method: string, params: unknown) => methods[method]?.call(node, params) ?? Promise.reject(new Error(method));
}

const attribute = / ([a-z-]+)="([^"]*)"/g;

/** Everything between angle brackets, but for what stands in the script and the style. */
function tagsOf(page: string): string[] {
  const body = page.replace(/<script>.*<\/script>/s, '').replace(/<style>.*<\/style>/s, '');
  return body.slice(pageMark.length).match(/<[^>]*>/g) ?? [];
}

/** The directory of a ledger on which everybody writes what does harm elsewhere, as a page. */
async function pageOf() {
  const node = await openNode();
  const grant = { as: 'authority', operation: 'licences.grant', country: 'FR' };
  const accused = { holder: 'garage', role: 'garage' };
  await node.submit({
    ...grant,
    holder: 'bob',
    role: 'garage',
    name: hostile,
    url: `https://bob.example/?a=1&b="><b>`,
  });
  await node.submit({ ...grant, holder: 'carol', role: 'dealer', name: 'Carol' });
  await node.submit({ as: 'authority', operation: 'licences.accuse', ...accused, reason: hostile });
  await node.submit({ as: 'garage', operation: 'licences.defend', statement: hostile });
  await node.mine({ blocks: 1 + regtest.parameters.defenceBlocks });
  await node.submit({ as: 'authority', operation: 'licences.decide', ...accused, guilty: true, slash: '1000000000' });
  await node.mine({ blocks: 1 });
  const file = join(temporaryFolder(), 'directory.html');
  const said = await writeDirectory(asking(node), file);
  return { node, file, said, page: readFileSync(file, 'utf8') };
}

test('the page shows what stands on the ledger and does nothing of it', async () => {
  const { page, said, file, node } = await pageOf();
  expect(said).toEqual([`19 licences as of block 26, in ${file}.`]);
  // One script, its own, named by its print; nothing else is ever run or fetched.
  expect(page.match(/<script/g)).toHaveLength(1);
  const script = /<script>(.*)<\/script>/s.exec(page)?.[1] ?? '';
  const print = createHash('sha256').update(script).digest('base64');
  expect(page).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${print}';`);
  for (const tag of tagsOf(page)) {
    expect(tag.replaceAll(attribute, '')).toMatch(/^<\/?[a-z]\w*(?: hidden)?>$/);
    for (const [, name = '', value = ''] of tag.matchAll(attribute)) {
      expect(name).not.toMatch(/^on|^style$|^src/);
      expect(value).not.toMatch(/[<>]/);
    }
  }
  expect(page.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;&amp;&quot;&#39;&lt;img/g)).toHaveLength(4);
  // Web pages are links only where they are web pages, and nothing breaks out of them.
  const links = [...page.matchAll(/<a href="([^"]*)"/g)].map(([, to]) => to);
  expect(links).toEqual([
    'https://bob.example/?a=1&amp;b=&quot;&gt;&lt;b&gt;',
    expect.stringMatching(/^#dcrn1\w+-garage$/),
  ]);
  // Where the link of a sanction goes there is its story.
  expect(page).toContain(`<article id="${links[1]?.slice(1)}"`);
  expect(page).toContain('<strong class="bad">Guilty</strong>: the licence was revoked, 1,000.00 LVR of the guarantee');
  const { tip, stateRoot, genesis } = await node.status();
  for (const id of [tip, stateRoot, genesis]) expect(page).toContain(`<code>${id}</code>`);
});

test('every element that is opened is closed, in order', async () => {
  const { page } = await pageOf();
  const open: string[] = [];
  for (const tag of tagsOf(page)) {
    const [, slash, name = ''] = /^<(\/?)(\w+)/.exec(tag) ?? [];
    if (['meta', 'br', 'input'].includes(name)) continue;
    if (slash === '') open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
  expect(page.match(/<tr data-text/g)).toHaveLength(19);
  expect(page).toMatch(/<form hidden role="search">/);
});

test('an older page is replaced; any other file is left alone', async () => {
  const { node, file, page } = await pageOf();
  await writeDirectory(asking(node), file);
  expect(readFileSync(file, 'utf8')).toBe(page);
  writeFileSync(file, 'my letters');
  await refused('FILE_FOREIGN', () => writeDirectory(asking(node), file));
  expect(readFileSync(file, 'utf8')).toBe('my letters');
  await refused('FILE_UNWRITABLE', () => writeDirectory(asking(node), join(file, 'inside', 'x.html')));
});

test('what is no file is not waited for, and a page below the home is replaced like any other', async () => {
  const { node, file } = await pageOf();
  const pipe = join(dirname(file), 'pipe.html');
  execFileSync('mkfifo', [pipe]);
  await refused('FILE_UNREADABLE', () => writeDirectory(asking(node), pipe));
  vi.stubEnv('HOME', dirname(file));
  onTestFinished(() => void vi.unstubAllEnvs());
  writeFileSync(file, 'an older page');
  await refused('FILE_FOREIGN', () => writeDirectory(asking(node), '~/directory.html'));
  for (const block of [27, 28]) {
    await node.mine({ blocks: 1 });
    const path = '~/fresh.html';
    expect(await writeDirectory(asking(node), path)).toEqual([
      `19 licences as of block ${block}, in ${join(dirname(file), 'fresh.html')}.`,
    ]);
  }
});

test('a link leads where its text says', () => {
  for (const url of [
    'https://good.example@evil.example',
    'https://good.example:443@evil.example/a',
    'http://@evil.example',
  ]) {
    expect(linked(url)).toBe(url);
  }
  expect(linked('https://good.example/@someone?at=a@b')).toContain('<a href="https://good.example/@someone');
});

test('a ledger that moves on while it is read gives a page of one block, or none', async () => {
  const { node, file } = await pageOf();
  let moves = 2;
  const ask = asking(node);
  const moving = async (method: string, params: unknown) => {
    if (method === 'directory' && moves-- > 0) await node.mine({ blocks: 1 });
    return ask(method, params);
  };
  expect(await writeDirectory(moving, file)).toEqual([expect.stringContaining('as of block 28')]);
  moves = 1_000;
  await refused('LEDGER_MOVED', () => writeDirectory(moving, file));
});

test('text from elsewhere cannot turn its surroundings around, whatever let it through', () => {
  expect(escaped('a\u202eb\u0000c\u001b[2Jd<&>"\'\n')).toBe('abc[2Jd&lt;&amp;&gt;&quot;&#39; ');
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'https://', 'https://a b', 'ftp://x', '//x']) {
    expect(linked(text)).toBe(text);
  }
});

test('nobody licensed, nobody accused', () => {
  const status = { network: 'n', genesis: '00', height: 0, tip: '11', tipTime: 0, stateRoot: '22' };
  const page = directoryPage({ status, lines: [] });
  expect(page).toContain('0 licences.');
  expect(page).toContain('<p>Nobody was ever accused.</p>');
});

test('the page says what holds in its block: a changed key, a shared guarantee, and when an accusation may be decided', async () => {
  const node = await openNode();
  await node.submit({ as: 'bob', operation: 'licences.rotateAuthority', country: 'FR', old: 'authority' });
  const accusation = { as: 'bob', operation: 'licences.accuse', holder: 'dealer', role: 'dealer', reason: 'late' };
  await node.submit(accusation);
  await node.mine({ blocks: 1 });
  const pageNow = async () => {
    const file = join(temporaryFolder(), 'directory.html');
    await writeDirectory(asking(node), file);
    return readFileSync(file, 'utf8');
  };
  const { defenceBlocks, decisionBlocks } = regtest.parameters;
  const { address } = await node.account({ name: 'bob' });
  const page = await pageNow();
  expect(page).toContain(`since the start; key changed in block 1, to <code>${address}</code>`);
  expect(page).toContain('data-label="Status">replaced</td>');
  expect(page.match(/<small>for 2 licences together<\/small>/g)).toHaveLength(8);
  const until = 1 + defenceBlocks;
  expect(page).toContain(`Open: until block ${until} it may answer, and nobody can find it guilty; undecided after`);
  await node.mine({ blocks: defenceBlocks });
  expect(await pageNow()).toContain(
    `Open: the time to answer is over, and it may be decided now; undecided after block ${1 + decisionBlocks}, it lapses.`,
  );
});
