import type { Key } from '../../keys.ts';
import type { Told } from '../../known.ts';
import type { Seen } from '../../operation.ts';
import { tellingTo } from '../telling.ts';
import { agreementOf } from './agreement.ts';

interface ById {
  readonly id: Uint8Array;
}

/** `bob wrote a contract for you: Rent of the garage` */
export function toldProposal(
  { title, counterparty }: { readonly title: string; readonly counterparty: Key },
  known: Told,
  seen: Seen,
): string {
  const { who, whom } = tellingTo(known, seen);
  return `${who} wrote a contract for ${whom(counterparty)}: ${title}`;
}

/** `bob signed your contract: Rent of the garage` */
export function toldSignature({ id }: ById, known: Told, seen: Seen): string | undefined {
  return told(id, known, seen, 'signed');
}

/** `bob declined your contract: Rent of the garage`; whoever wrote it takes it back. */
export function toldDecline({ id }: ById, known: Told, seen: Seen): string | undefined {
  return told(id, known, seen, 'declined');
}

function told(id: Uint8Array, known: Told, seen: Seen, verb: string): string | undefined {
  const agreement = agreementOf(known.state, id);
  if (agreement === undefined) return undefined;
  const { who, isReader } = tellingTo(known, seen);
  const { proposer, title } = agreement;
  if (known.address(seen.author) === known.address(proposer)) return `${who} took the contract back: ${title}`;
  return `${who} ${verb} ${isReader(proposer) ? 'your contract' : `the contract of ${known.name(proposer)}`}: ${title}`;
}
