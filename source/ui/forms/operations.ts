import { type Operation, OperationTable } from '../../ledger/operation.ts';
import { allRegistries } from '../../ledger/registries/index.ts';
import { anyOf } from '../../ledger/roles.ts';
import type { KnownName, Status } from '../../node/facade.ts';

/** Every operation that the ledger declares. */
export const operations = new OperationTable(allRegistries);

/** The names in this wallet that may sign an operation, as far as licences decide. */
export function signersOf(operation: Operation, status: Status): KnownName[] {
  const { roles } = operation.signer;
  return status.names.filter((known) => roles === undefined || roles.some((role) => known.roles.includes(role)));
}

/** Who signs first: the acting name if it may, else the first that may; and why, if it is not the acting one. */
export function firstSigner(operation: Operation, status: Status, acting: string): { name: string; why?: string } {
  const signers = signersOf(operation, status);
  const mine = signers.find(({ name }) => name === acting);
  if (mine !== undefined) return { name: mine.name };
  const takes = operation.signer.roles ? anyOf(operation.signer.roles) : operation.signer.words;
  const [first] = signers;
  if (first === undefined) return { name: '', why: `Nobody in this wallet may do this: it takes ${takes}.` };
  return { name: first.name, why: `${acting} cannot do this: it takes ${takes}. It is signed as ${first.name}.` };
}
