import { statusLabels } from '../../ledger/licence-status.ts';
import { type Role, roleLabels, roleWord } from '../../ledger/roles.ts';
import type { AccountView, Health, PeerView, Status } from '../../node/facade.ts';
import { isReader } from '../forms/known.ts';
import { counted, thousands } from '../text/format.ts';
import { ends, fitRow, type Row, row, rowWidth, type Span, span } from '../text/row.ts';
import type { Tone } from '../theme.ts';
import { nobodyMines } from './next-block.ts';
import { furthestAhead } from './sync.ts';

const health: Readonly<Record<Health, { glyph: string; tone: Tone }>> = {
  alone: { glyph: '●', tone: 'good' },
  'in sync': { glyph: '●', tone: 'good' },
  syncing: { glyph: '◐', tone: 'warn' },
  behind: { glyph: '○', tone: 'warn' },
};

/** Row 1: the network, who one acts as, and how the node is, as a glyph and in words. What matters least goes first where it gets narrow. */
export function identityRow(
  status: Status | undefined,
  acting: string,
  account: AccountView | undefined,
  peers: readonly PeerView[],
  width: number,
): Row {
  if (status === undefined) return fitRow(row(' ', span('Carnet', 'title'), '   Opening the ledger…'), width);
  const isReading = isReader(status, acting);
  const who = whoIs(status, acting, account?.cars ?? 0);
  const left = (name: string) =>
    row(
      ' ',
      span('Carnet', 'title'),
      ` ${status.network}   `,
      ...(isReading ? ['reading only'] : [span('as ', 'dim'), name]),
    );
  // Where nobody mines there is nobody else: the room goes to who one is.
  const connected = nobodyMines(status) ? ' ' : `   ${counted(status.peers, 'peer')} `;
  const right = (mining: boolean, ...more: string[]) => row(...healthWords(status, peers, mining), ...more);
  const tries = [
    [left(who), right(true, connected)],
    [left(acting), right(true, connected)],
    [left(acting), right(false, connected)],
    [left(acting), right(false, ' ')],
  ] as const;
  const fitting = tries.find(([name, health]) => rowWidth(name) + rowWidth(health) + 2 <= width);
  const [name, health] = fitting ?? [left(acting), right(false, ' ')];
  return ends(name, health, width);
}

/** `● in sync, mining   block 1,284`, `◐ syncing 312 of 1,284`, or `○ behind by 12   block 1,272`. */
function healthWords(status: Status, peers: readonly PeerView[], withMining: boolean): Row {
  const { glyph, tone } = health[status.health];
  const block = `   block ${thousands(status.height)}`;
  if (status.sync !== undefined) {
    const { at, target } = status.sync;
    return row(span(health.syncing.glyph, health.syncing.tone), ` syncing ${thousands(at)} of ${thousands(target)}`);
  }
  if (nobodyMines(status)) return row(span('○', 'warn'), ` ${status.health}, not mining${block}`);
  const ahead = status.health === 'behind' ? furthestAhead(status, peers) : undefined;
  const by = ahead === undefined ? '' : ` by ${thousands(ahead.blocks)}`;
  const mining = withMining && status.mining ? ', mining' : '';
  return row(span(glyph, tone), ` ${status.health}${by}${mining}${block}`);
}

/** `alice, private person`; a name that is its own role is not said twice. */
export function whoIs(status: Status, name: string, cars: number): string {
  const known = status.names.find((each) => each.name === name);
  const roles = known?.roles ?? [];
  const [first] = roles;
  if (first === undefined) {
    const [licence] = known?.licences?.filter((each) => each.status !== 'retired') ?? [];
    // A licence that does not count now makes nobody a private person.
    if (licence !== undefined) {
      const what = name.startsWith(licence.role) ? '' : ` ${shortWordOf(licence.role)}`;
      return `${name}, ${statusLabels[licence.status]}${what}`;
    }
    return `${name}, ${cars > 0 ? 'car owner' : 'private person'}`;
  }
  const word = wordOf(first);
  return roles.some((role) => name.startsWith(role)) || name === word ? name : `${name}, ${word}`;
}

function wordOf(role: string): string {
  return Object.hasOwn(roleLabels, role) ? roleLabels[role as Role] : role;
}

function shortWordOf(role: string): string {
  return Object.hasOwn(roleLabels, role) ? roleWord(role as Role) : role;
}

/** A screen's name and the digit that opens it; one without a digit is in the palette and has no tab. */
export interface Tab {
  readonly id: string;
  readonly digit?: string;
  readonly title: string;
}

/** Row 2: the screens, the active one in reverse video. */
export function tabsRow(screens: readonly Tab[], active: string, width: number): Row {
  const tabs = screens.filter(({ digit }) => digit !== undefined);
  const pieces: Span[] = [];
  for (const [index, tab] of tabs.entries()) {
    const before = tabs[index - 1]?.id === active;
    // The active tab takes the blanks at both of its ends.
    if (tab.id === active) pieces.push({ text: ` ${tab.digit} ${tab.title} `, inverse: true });
    else pieces.push(span(`${before ? '' : ' '}${tab.digit}`, 'dim'), span(` ${tab.title}`));
  }
  return fitRow(pieces, width);
}

/** Row 3. */
export function ruleRow(width: number): Row {
  return [span('─'.repeat(width), 'dim')];
}
