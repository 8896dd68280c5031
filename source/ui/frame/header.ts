import { type Role, roleLabels } from '../../ledger/roles.ts';
import type { Health, Status } from '../../node/facade.ts';
import { counted, thousands } from '../text/format.ts';
import { ends, fitRow, type Row, row, type Span, span } from '../text/row.ts';
import type { Tone } from '../theme.ts';

const health: Readonly<Record<Health, { glyph: string; tone: Tone }>> = {
  alone: { glyph: '●', tone: 'good' },
  'in sync': { glyph: '●', tone: 'good' },
  syncing: { glyph: '◐', tone: 'warn' },
  behind: { glyph: '○', tone: 'warn' },
};

/** Row 1: the network, who one acts as, and how the node is, as a glyph and in words. */
export function identityRow(status: Status | undefined, acting: string, width: number): Row {
  if (status === undefined) return fitRow(row(' ', span('Carnet', 'title'), '   Opening the ledger…'), width);
  const { glyph, tone } = health[status.health];
  const left = row(' ', span('Carnet', 'title'), ` ${status.network}   `, span('as ', 'dim'), whoIs(status, acting));
  const right = row(
    span(glyph, tone),
    ` ${status.health}${status.mining ? ', mining' : ''}   block ${thousands(status.height)}   ${counted(status.peers, 'peer')} `,
  );
  return ends(left, right, width);
}

/** `alice, car owner`; a name that is its own role is not said twice. */
export function whoIs(status: Status, name: string): string {
  const roles = status.names.find((known) => known.name === name)?.roles ?? [];
  const [first] = roles;
  if (first === undefined) return `${name}, car owner`;
  const word = Object.hasOwn(roleLabels, first) ? roleLabels[first as Role] : first;
  return roles.some((role) => name.startsWith(role)) || name === word ? name : `${name}, ${word}`;
}

/** A screen's name and the digit that opens it. */
export interface Tab {
  readonly id: string;
  readonly digit: string;
  readonly title: string;
}

/** Row 2: the screens, the active one in reverse video. */
export function tabsRow(tabs: readonly Tab[], active: string, width: number): Row {
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
