import type { AgreementView } from '../../node/facade.ts';
import { facts, instant, type NameOf } from '../answers.ts';

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
      ['Contract', view.title],
      ['Id', view.id],
      ['State', `${standing[view.status]}${view.waiting ? '; that waits for a block' : ''}`],
      ['Between', `${nameOf(view.proposer)} and ${nameOf(view.counterparty)}`],
      ['Until', `block ${view.deadline.toLocaleString('en-US')}`],
      ...signatures.map(({ signer, block, time }) => ['Signed', `by ${nameOf(signer)}, ${at(block, time)}`] as const),
      ...(documentHash === undefined ? [] : [['Document', `SHA-256 ${documentHash}`] as const]),
    ]),
    ...(text === undefined ? [] : ['', ...wrapped(text).map((line) => `  | ${line}`)]),
    '',
    ...history.map(({ what, label, operation, block, time }) => {
      return `${at(block, time)}: ${operation.includes('.') ? what : `${label}: ${what}`}`;
    }),
  ];
}

/** Lines of at most 96 columns, broken between words; a paragraph's mark ends its line. */
function wrapped(text: string): string[] {
  return text.split('¶').flatMap((paragraph, index) => {
    const lines = [''];
    for (const word of paragraph.trim().split(' ')) {
      const last = lines.at(-1) ?? '';
      if (last !== '' && last.length + word.length >= 96) lines.push(word);
      else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
    }
    return index === 0 ? lines : ['', ...lines];
  });
}
