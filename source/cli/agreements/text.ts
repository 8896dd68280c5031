import type { AgreementView } from '../../node/facade.ts';
import { facts, instant, type NameOf } from '../answers.ts';
import { quotedLines } from '../quoted.ts';

const standing: Readonly<Record<AgreementView['status'], string>> = {
  proposed: 'proposed: it binds nobody yet',
  signed: 'signed by both: it binds them',
  declined: 'declined: it binds nobody',
  withdrawn: 'withdrawn: it binds nobody',
  expired: 'over, not signed in time: it binds nobody',
};

/** A contract for people: every word of it between two lines, so that nothing in it passes for a fact about it. */
export function agreementText(view: AgreementView, nameOf: NameOf): string[] {
  const { text, documentHash, signatures, history } = view;
  const at = (block: number, time: number) =>
    block === 0 ? 'waits for a block' : `in block ${block.toLocaleString('en-US')}, ${instant(time)}`;
  return [
    ...facts([
      ['Contract', view.title.replaceAll(/\s+/g, ' ')],
      ['Id', view.id],
      ['State', `${standing[view.status]}${view.waiting ? '; that waits for a block' : ''}`],
      ['Between', `${nameOf(view.proposer)} and ${nameOf(view.counterparty)}`],
      // The end of the time to sign, and nothing of the contract's own: once both have signed it means nothing.
      ...(view.status === 'proposed' ? [['Sign by', `block ${view.deadline.toLocaleString('en-US')}`] as const] : []),
      ...signatures.map(({ signer, block, time }) => ['Signed', `by ${nameOf(signer)}, ${at(block, time)}`] as const),
      ...(documentHash === undefined ? [] : [['Document', `SHA-256 ${documentHash}`] as const]),
    ]),
    ...(text === undefined ? [] : ['', ...quotedLines(text)]),
    '',
    ...history.map(({ what, label, operation, block, time }) => {
      return `${at(block, time)}: ${operation.includes('.') ? what : `${label}: ${what}`}`;
    }),
  ];
}
