import { type Role, roleLabels } from '../../../ledger/roles.ts';
import type { LicenceStatus, LicenceView } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { livres } from '../../text/format.ts';
import { type Span, span } from '../../text/row.ts';
import type { Tone } from '../../theme.ts';

/** A status as a person sees it at a glance. */
export const statusWords: Readonly<Record<LicenceStatus, { glyph: string; short: string; tone?: Tone }>> = {
  active: { glyph: '✓', short: 'active', tone: 'good' },
  suspended: { glyph: '!', short: 'suspended', tone: 'warn' },
  revoked: { glyph: '✗', short: 'revoked', tone: 'bad' },
  retired: { glyph: '○', short: 'given back' },
  'too little guarantee': { glyph: '!', short: 'not covered', tone: 'warn' },
};

/** `licensed station`; a role that this program does not know stays as it is. */
export function roleWords(role: string): string {
  return Object.hasOwn(roleLabels, role) ? roleLabels[role as Role] : role;
}

export function statusGlyph(status: LicenceStatus): Span {
  const { glyph, tone } = statusWords[status];
  return span(glyph, tone);
}

/** What it is worth now, and that it was found guilty before, if it was licensed once more. */
function standing({ status, sanctions }: LicenceView): string {
  const { short } = statusWords[status];
  return sanctions === 0 || status === 'revoked' ? short : `${short}, ${sanctions} guilty`;
}

/** The columns of the directory: as many as there is room for beside the whole name. */
export const licenceColumns: readonly Column<LicenceView>[] = [
  { title: 'Name', cell: ({ name }) => name, lead: ({ status }) => statusGlyph(status) },
  {
    title: 'Role',
    width: 16,
    drop: 1,
    cell: ({ role }) => roleWords(role),
    short: ({ role }) => (role === 'authority' ? 'department' : roleWords(role)),
  },
  { title: 'In', width: 2, drop: 3, cell: ({ country }) => country },
  { title: 'Status', width: 20, drop: 2, cell: standing },
  { title: 'Guarantee', width: 14, align: 'right', drop: 4, cell: ({ stake }) => livres(stake) },
];
