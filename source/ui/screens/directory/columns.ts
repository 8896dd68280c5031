import { statusLabels } from '../../../ledger/licence-status.ts';
import { type Role, roleLabels } from '../../../ledger/roles.ts';
import type { LicenceStatus, LicenceView } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { livres } from '../../text/format.ts';
import { type Span, span } from '../../text/row.ts';

/** A status as a person sees it at a glance. */
const glyphs: Readonly<Record<LicenceStatus, Span>> = {
  active: span('✓', 'good'),
  suspended: span('!', 'warn'),
  revoked: span('✗', 'bad'),
  retired: span('○'),
  replaced: span('○'),
  'too little guarantee': span('!', 'warn'),
};

/** `licensed station`; a role that this program does not know stays as it is. */
export function roleWords(role: string): string {
  return Object.hasOwn(roleLabels, role) ? roleLabels[role as Role] : role;
}

export function statusGlyph(status: LicenceStatus): Span {
  return glyphs[status];
}

/** What it is worth now, and that it was found guilty before, if it was licensed once more. */
function standing({ status, sanctions }: LicenceView): string {
  const short = statusLabels[status];
  return sanctions === 0 || status === 'revoked' ? short : `${short}, ${sanctions} guilty`;
}

/** `10,000.00`; what stands behind several licences says so, since it is there once. */
function guaranteeWords({ stake, sharing }: LicenceView): string {
  return sharing < 2 || stake === '0' ? livres(stake) : `${livres(stake)} for ${sharing}`;
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
  {
    title: 'Guarantee',
    width: 20,
    align: 'right',
    drop: 4,
    cell: guaranteeWords,
    // Below the others no title says what it is.
    folded: (licence) => guaranteeWords(licence).replace(/^[^ ]+/, '$& LVR'),
    short: ({ stake }) => livres(stake),
  },
];
