import type { Key } from '../../ledger/keys.ts';
import type { Known } from '../../ledger/known.ts';
import { doorName, holderField } from '../../ledger/registries/tickets/holder.ts';
import type { Draft, IntentInput } from '../../wallet/intent.ts';

/** A name for the door, and the print that goes onto the ledger in its place. */
export interface DoorName {
  readonly print: Uint8Array;
  readonly name: string;
}

/** The name at the door that an intent names, or that it leaves to the wallet; nothing where it gives a print itself. */
export function doorNameIn(
  { holder }: IntentInput,
  { operation, body }: Pick<Draft, 'operation' | 'body'>,
  known: Known,
): DoorName | undefined {
  const { values } = body.operation;
  if (operation.fields.holder !== holderField) return undefined;
  const text = typeof holder === 'string' ? holder : known.name((values.to as Key | undefined) ?? body.author);
  const name = /^[0-9a-f]{64}$/i.test(text) ? undefined : doorName(text);
  return name === undefined ? undefined : { print: values.holder as Uint8Array, name };
}

/** What a review says of it, to whoever signs and to nobody else. */
export function doorLine(name: string): string {
  return `At the door: ${name} (only its print goes onto the ledger).`;
}
