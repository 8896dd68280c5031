import { accountField, choiceField } from '../../field-kinds.ts';
import { defineOperation } from '../../operation.ts';
import { type Car, carHistory, carKind, flagLabels, requireLivingCar, updateCar, vinId } from '../cars/car.ts';
import { vinField } from '../cars/vin.ts';
import { requireRole } from '../licences/licence.ts';
import { requireKnown } from '../owners/owner.ts';
import { toldOrder } from './told.ts';
import { checkParties, endTransfer, handOver, isParty, isSame, transferHistory, transferRefusals } from './transfer.ts';

/** `transfers.order`: the law hands a car over, without its owner of today. */
export const order = defineOperation({
  tag: 0x55,
  name: 'transfers.order',
  label: 'Hand over by law',
  fields: {
    vin: vinField,
    to: accountField('To'),
    reason: choiceField('Reason', { inheritance: 'inheritance', court: 'order of a court' }),
    police: accountField('Police', { help: 'sign too', fallback: (known) => known.holder('police') }),
  },
  signer: { roles: ['notary'], words: 'a notary, together with the police' },
  cosigners: ({ police }) => [police],
  history: ({ vin }, _origin, state) => {
    const { transfer } = state.get(carKind, vinId(vin)) ?? {};
    return transfer === undefined ? carHistory({ vin }) : transferHistory(state, transfer);
  },
  review: ({ vin, to, reason, police }, known) => [
    `${vin} belongs to ${known.name(to)} from this block on: ${reason === 'court' ? 'a court ordered it' : 'by inheritance'}.`,
    ...markLines(known.state.get(carKind, vinId(vin))),
    `Its owner of today does not sign. ${known.name(police)} sign too.`,
    'A sale under way ends, and what was locked goes back to the buyer.',
  ],
  summary: ({ to, reason }, known) =>
    `To ${known.name(to)} by ${reason === 'court' ? 'order of a court' : 'inheritance'}`,
  summaryFor: toldOrder,
  apply: (state, { vin, to, police }, { author, height }) => {
    requireRole(state, author, 'notary');
    requireRole(state, police, 'police');
    requireKnown(state, to, height);
    const car = requireLivingCar(state, vin);
    const parties = { seller: car.owner, buyer: to };
    checkParties(state, { ...parties, notary: author }, height);
    // Two look at it, and neither of them has anything from it.
    if (isSame(state, author, police, height)) throw transferRefusals.ORDER_ALONE();
    if (isParty(state, police, parties, height)) throw transferRefusals.POLICE_PARTY();
    if (car.transfer !== undefined) endTransfer(state, car.transfer, 'overruled', undefined);
    handOver(state, vin, to);
    // The mark says that nobody could sell it; now somebody can.
    updateCar(state, vin, { flags: car.flags.filter(({ flag }) => flag !== 'deceased') });
  },
});

/** What whoever gets the car gets with it: the marks stay, but for the one that its owner is dead. */
function markLines(car: Car | undefined): string[] {
  const marks = (car?.flags ?? []).flatMap(({ flag }) => (flag === 'deceased' ? [] : [flagLabels[flag]]));
  return marks.length === 0 ? [] : [`It is marked: ${marks.join(', ')}. That mark stays on it.`];
}
