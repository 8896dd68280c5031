import { formatLivres } from '../../amount.ts';
import type { Key } from '../../keys.ts';
import type { Told } from '../../known.ts';
import type { Seen } from '../../operation.ts';
import { type Role, roleLabels } from '../../roles.ts';
import { tellingTo } from '../telling.ts';

interface OfLicence {
  readonly holder: Key;
  readonly role: Role;
}

/** `authority licensed you as garage` */
export function toldGrant({ holder, role }: OfLicence, known: Told, seen: Seen): string {
  const { who, whom } = tellingTo(known, seen);
  return `${who} licensed ${whom(holder)} as ${roleLabels[role]}`;
}

/** `garage gave its licence as garage back` */
export function toldReturn({ role }: Pick<OfLicence, 'role'>, known: Told, seen: Seen): string {
  const { who, isOwn } = tellingTo(known, seen);
  return `${who} gave ${isOwn ? 'your' : 'its'} licence as ${roleLabels[role]} back`;
}

/** `authority accused you as garage: reason` */
export function toldAccusation(
  { holder, role, reason }: OfLicence & { readonly reason: string },
  known: Told,
  seen: Seen,
): string {
  const { who, whom } = tellingTo(known, seen);
  return `${who} accused ${whom(holder)} as ${roleLabels[role]}: ${reason}`;
}

/** `garage answered the accusation: statement` */
export function toldDefence({ statement }: { readonly statement: string }, known: Told, seen: Seen): string {
  return `${tellingTo(known, seen).who} answered the accusation: ${statement}`;
}

/** `authority found you guilty as garage: 100.00 LVR taken` */
export function toldDecision(
  { holder, role, guilty, slash }: OfLicence & { readonly guilty: boolean; readonly slash: bigint },
  known: Told,
  seen: Seen,
): string {
  const { who, whom } = tellingTo(known, seen);
  const found = `${who} found ${whom(holder)} ${guilty ? 'guilty' : 'not guilty'} as ${roleLabels[role]}`;
  return guilty ? `${found}: ${formatLivres(slash)} LVR taken` : found;
}
