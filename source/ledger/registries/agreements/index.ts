import { bytesToHex } from '@noble/hashes/utils.js';
import { accountField, bytesField, optionalField, textField } from '../../field-kinds.ts';
import type { Informed } from '../../known.ts';
import { defineOperation, type Registry } from '../../operation.ts';
import { enqueue } from '../../queue.ts';
import { quoted } from '../../quoted.ts';
import type { State } from '../../state.ts';
import { checkDeadline, deadlineField } from '../deadline.ts';
import { actsFor, ownerRefusals } from '../owners/owner.ts';
import {
  type Agreement,
  type AgreementStatus,
  agreementAffair,
  agreementHistory,
  agreementKind,
  agreementOf,
  agreementRefusals,
  agreementsRegistry,
  requireOpenAgreement,
  textLimit,
  titleLimit,
} from './agreement.ts';
import { toldDecline, toldProposal, toldSignature } from './told.ts';

const idField = bytesField('Contract', 32, { help: 'id of the entry that proposed it' });

/** What both put their names under, word for word. */
function content({ text, documentHash }: Pick<Agreement, 'text' | 'documentHash'>): string {
  return text === undefined
    ? `A document that only the two have; its fingerprint is ${bytesToHex(documentHash ?? new Uint8Array())}.`
    : `The whole text, word for word: ${quoted(text)}.`;
}

const propose = defineOperation({
  tag: 0x60,
  name: 'agreements.propose',
  label: 'Write a contract',
  fields: {
    title: textField('Title', titleLimit),
    text: optionalField(textField('Text', textLimit, { help: 'public; leave it out for a document of your own' })),
    documentHash: optionalField(
      bytesField('Fingerprint of a document', 32, { help: 'SHA-256; the document itself never leaves this machine' }),
    ),
    counterparty: accountField('With'),
    deadline: deadlineField('if it is not signed by then, it is over'),
  },
  signer: { words: 'anybody' },
  history: (_values, { id }) => agreementHistory(id),
  review: (values, { name }, by) => [
    `${by} proposes a contract to ${name(values.counterparty)}: ${quoted(values.title)}.`,
    content(values),
    `It binds ${by} as soon as ${name(values.counterparty)} signs, which can be done until block ${values.deadline.toLocaleString('en-US')}.`,
  ],
  summary: ({ title, counterparty }, { name }) => `Contract proposed to ${name(counterparty)}: ${title}`,
  summaryFor: toldProposal,
  apply: (state, values, { author, id, height, parameters }) => {
    const { title, text, documentHash, counterparty, deadline } = values;
    if ((text === undefined) === (documentHash === undefined)) throw agreementRefusals.AGREEMENT_CONTENT();
    // Whom another key replaced binds nobody any more, least of all that other key.
    if (!actsFor(state, author, author, height)) throw ownerRefusals.OWNER_REPLACED();
    if (actsFor(state, author, counterparty, height)) throw agreementRefusals.AGREEMENT_WITH_ONESELF();
    checkDeadline(deadline, height, parameters);
    state.put(agreementKind, id, {
      ...{ title, text, documentHash, proposer: author, counterparty, deadline },
      ...{ status: 'proposed', endedAt: 0, historyCount: 0, historyHead: new Uint8Array(32) },
    });
    enqueue(state, 'height', deadline + 1, agreementsRegistry, id);
  },
});

function end(state: State, id: Uint8Array, status: AgreementStatus, height: number): void {
  const agreement = agreementOf(state, id);
  if (agreement !== undefined) state.put(agreementKind, id, { ...agreement, status, endedAt: height });
}

/** What is signed or declined, for whoever reads the review. */
function known(id: Uint8Array, { state, name }: Informed, lines: (agreement: Agreement) => readonly string[]) {
  const agreement = agreementOf(state, id);
  if (agreement === undefined) return ['No contract with this id is on the ledger.'];
  return [
    `${quoted(agreement.title)}, proposed by ${name(agreement.proposer)} to ${name(agreement.counterparty)}.`,
    ...lines(agreement),
  ];
}

const sign = defineOperation({
  tag: 0x61,
  name: 'agreements.sign',
  label: 'Sign a contract',
  fields: { id: idField },
  signer: { words: 'the other side of the contract' },
  history: ({ id }) => agreementHistory(id),
  review: ({ id }, informed, by) =>
    known(id, informed, (agreement) => [
      content(agreement),
      `${by} agrees. From this block on both are bound, and nobody can change a word.`,
    ]),
  summary: ({ id }, { state }) => `Contract signed${titleOf(agreementOf(state, id))}`,
  summaryFor: toldSignature,
  apply: (state, { id }, { author, height }) => {
    const { counterparty, proposer } = requireOpenAgreement(state, id, height);
    if (!actsFor(state, author, counterparty, height)) throw agreementRefusals.NOT_COUNTERPARTY();
    // One of the two keys may have taken the place of the other since.
    if (actsFor(state, author, proposer, height)) throw agreementRefusals.AGREEMENT_WITH_ONESELF();
    end(state, id, 'signed', height);
  },
});

const decline = defineOperation({
  tag: 0x62,
  name: 'agreements.decline',
  label: 'Decline a contract',
  fields: { id: idField },
  signer: { words: 'one of the two sides' },
  history: ({ id }) => agreementHistory(id),
  review: ({ id }, informed, by) => known(id, informed, () => [`${by} does not want it any more. It binds nobody.`]),
  summary: ({ id }, { state }) => `Contract declined${titleOf(agreementOf(state, id))}`,
  summaryFor: toldDecline,
  apply: (state, { id }, { author, height }) => {
    const { counterparty, proposer } = requireOpenAgreement(state, id, height);
    if (actsFor(state, author, counterparty, height)) end(state, id, 'declined', height);
    else if (actsFor(state, author, proposer, height)) end(state, id, 'withdrawn', height);
    else throw agreementRefusals.NOT_PARTY();
  },
});

function titleOf(agreement: Agreement | undefined): string {
  return agreement === undefined ? '' : `: ${agreement.title}`;
}

/** Texts and documents that two parties put their names under. */
export const agreements: Registry = {
  number: agreementsRegistry,
  name: 'agreements',
  operations: [propose, sign, decline],
  affairs: [agreementAffair],
  due: (state, id, { height }) => {
    if (agreementOf(state, id)?.status !== 'proposed') return [];
    end(state, id, 'expired', height);
    return agreementHistory(id);
  },
  describe: (id, { state }) => {
    const title = agreementOf(state, id)?.title;
    return { label: 'Contract over', what: `${title === undefined ? '' : `${title}: `}it was not signed in time` };
  },
};
