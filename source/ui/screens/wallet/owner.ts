import type { OwnerView, Status } from '../../../node/facade.ts';
import { nameOf } from '../../forms/known.ts';
import { openForm } from '../../forms/open-form.ts';
import type { Handlers } from '../../input/keymap.ts';
import { useServices } from '../../model/services.ts';
import { useQuery } from '../../model/use-model.ts';
import { counted, thousands } from '../../text/format.ts';
import { prose, type Row } from '../../text/row.ts';

/** What became of an account's key in the hands of the police, where that is more than that they know whose it is. */
export interface OwnerNews {
  readonly rows: (status: Status | undefined, width: number) => Row[];
  readonly handlers: Handlers;
}

/** @param own whether the one who looks signs for it: only that one can object */
export function useOwnerNews(key: string, own: boolean): OwnerNews {
  const { navigator } = useServices();
  // Refused where the police have nobody on file for it: then there is nothing to say.
  const owner = useQuery<OwnerView>(`owner ${key}`, ['tip', 'mempool', 'fork'], (facade) =>
    facade.owner({ key }),
  ).value;
  const mayObject = own && owner?.challenge !== undefined && owner.status === 'certified' && !isObjecting(owner);
  return {
    rows: (status, width) => (owner === undefined ? [] : newsRows(owner, status, { own, mayObject, width })),
    handlers: mayObject ? { notMe: () => openForm(navigator, 'owners.object', { as: key }) } : {},
  };
}

/** An objection waits for its block. */
function isObjecting({ history }: OwnerView): boolean {
  return history.some(({ operation, block }) => operation === 'owners.object' && block === 0);
}

function newsRows(
  owner: OwnerView,
  status: Status | undefined,
  { own, mayObject, width }: { readonly own: boolean; readonly mayObject: boolean; readonly width: number },
): Row[] {
  const { challenge, successor, replaces } = owner;
  if (owner.status === 'revoked')
    return prose('✗ The police revoked this key: it can buy and sell no cars.', width, 'bad');
  if (successor !== undefined) {
    return prose(
      `○ ${nameOf(status, successor)} took the place of this key: its cars and papers are there.`,
      width,
      'warn',
    );
  }
  if (challenge !== undefined) {
    const left = counted(Math.max(0, challenge.due - (status?.height ?? 0)), 'block');
    const who = own ? 'You are' : 'This key is';
    const how = isObjecting(owner)
      ? 'The objection waits for a block.'
      : mayObject
        ? 'If you have lost nothing, d objects.'
        : '';
    return prose(
      `! ${who} said to have lost this key: ${nameOf(status, challenge.successor)} takes its place in block ${thousands(challenge.due)}, in ${left}. ${how}`,
      width,
      'warn',
    );
  }
  const before = replaces.map((each) => nameOf(status, each)).join(', ');
  return before === '' ? [] : prose(`It stands for ${before}, which it replaced.`, width, 'dim');
}
