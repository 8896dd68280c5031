import type { AgreementSummary, AgreementView } from '../../../node/facade.ts';
import { peopleFirst } from '../../forms/known.ts';
import { openForm } from '../../forms/open-form.ts';
import { useOpenReview } from '../../forms/open-review.ts';
import type { Handlers, Labels } from '../../input/keymap.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useQuery, useStatus } from '../../model/use-model.ts';
import { isPast, type Reader } from './rows.ts';

/** The contract with an id, asked again with every block; nothing is asked without one. */
export function useAgreement(id: string | undefined) {
  return useQuery<AgreementView | undefined>(`agreement ${id}`, ['tip', 'mempool', 'fork'], (facade) =>
    id === undefined ? Promise.resolve(undefined) : facade.agreement({ id }),
  );
}

/** Who reads. */
export function useReader(): Reader {
  const status = useStatus().value;
  const acting = useActing();
  return { status, address: status?.names.find(({ name }) => name === acting)?.address };
}

/** What can be done about contracts at all, and about one of them. */
export function useContractActions(selected: AgreementSummary | undefined): {
  readonly handlers: Handlers;
  readonly labels: Labels;
} {
  const { navigator, copy, messages } = useServices();
  const acting = useActing();
  const reader = useReader();
  const review = useOpenReview();
  const write = {
    writeText: () => openForm(navigator, 'agreements.propose'),
    writeFile: () => navigator.push({ screen: 'agreements', view: 'document', key: 'page' }),
  };
  if (selected === undefined) return { handlers: write, labels: {} };
  const { id, status: state, counterparty, proposer, content, deadline } = selected;
  const isOpen = state === 'proposed' && !isPast(deadline, reader.status);
  const signer = nameFor(reader, [counterparty]);
  const ender = nameFor(reader, [counterparty, proposer]);
  const form = (operation: string, as: string) => () => review(operation, { as, id });
  const other = reader.address === counterparty ? proposer : counterparty;
  const handlers: Handlers = {
    ...write,
    ...(isOpen && signer !== undefined ? { signContract: form('agreements.sign', signer) } : {}),
    ...(isOpen && ender !== undefined ? { giveUp: form('agreements.decline', ender) } : {}),
    ...(content === 'document'
      ? { checkFile: () => navigator.push({ screen: 'agreements', view: 'check-file', key: id }) }
      : {}),
    object: () => navigator.push({ screen: 'wallet', view: 'account', key: other }),
    copy: () => {
      copy(id);
      messages.say('The id of this contract is on the clipboard');
    },
  };
  // The wallet may hold the other side's key too; that it is another who signs is said before anything is opened.
  const asWhom = (name: string | undefined) => (name === undefined || name === acting ? '' : ` as ${name}`);
  const labels = {
    signContract: `sign${asWhom(signer)}…`,
    giveUp: `decline${asWhom(ender)}…`,
    object: 'the other side',
    copy: 'copy id',
  };
  return { handlers, labels };
}

/** The name in this wallet that signs for one of some accounts: the acting one if it can, else the first that can. */
function nameFor({ status, address }: Reader, parties: readonly string[]): string | undefined {
  const names = peopleFirst(status?.names ?? []);
  const able = names.filter((known) => parties.includes(known.address));
  return (able.find((known) => known.address === address) ?? able[0])?.name;
}
