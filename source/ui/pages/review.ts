import type { Operation } from '../../ledger/operation.ts';
import type { Intent, Review, SaleView, Status } from '../../node/facade.ts';
import { inserted, textInput, typed } from '../components/text-input.ts';
import { useCase } from '../forms/case.ts';
import { formLines, signerPath } from '../forms/form-lines.ts';
import { type FormState, intentOf, refusedAt, signedAs, textsOf } from '../forms/form-state.ts';
import { knownOf, nameOf } from '../forms/known.ts';
import { operations } from '../forms/operations.ts';
import { anotherSigner, refusalWords, refusedLine } from '../forms/refused-field.ts';
import { useTicketAbout } from '../forms/ticket-about.ts';
import { asksForPlate, proofOf } from '../forms/typed-proof.ts';
import { heldWords } from '../frame/next-block.ts';
import type { ViewModel } from '../frame/view.ts';
import { type Place, placeName } from '../model/navigator.ts';
import { isUnanswered } from '../model/queries.ts';
import { toRefusal } from '../model/refusal.ts';
import { useServices } from '../model/services.ts';
import { useMemory, useMining, useQuery, useStatus } from '../model/use-model.ts';
import { useReport } from '../screens/cars/report.ts';
import { useTicks } from '../screens/transfers/ticks.ts';
import { saleId, useSale } from '../screens/transfers/use-sale.ts';
import { blank, dim, prose } from '../text/row.ts';
import { costRows, fact, refusalRows, reviewHead, signRows } from './review-rows.ts';

/** What will happen, before anybody signs. The form below it on the way back is the one that is reviewed. */
export function useReviewPage(place: Place): ViewModel {
  const { navigator, messages, following, facade, queries } = useServices();
  const status = useStatus().value;
  const [input, setInput] = useMemory('amount', () => textInput());
  const mining = useMining().value;
  const [signing, setSigning] = useMemory('signing', false);
  const operation = operations.named(place.key);
  const isStraight = place.values?.straight !== undefined;
  const formPlace = navigator
    .places()
    .findLast((candidate) => candidate.view === 'form' && candidate.key === place.key);
  const form = formPlace && navigator.recall<{ value: FormState }>(formPlace, 'form')?.value;
  if (operation === undefined || form === undefined) throw new Error(`No form of ${place.key} to review`);
  const lines = status === undefined ? [] : formLines(operation, status, { texts: textsOf(form) });
  const known = status && knownOf(status);
  const sale = useSale(saleId(operation.name, form.texts.id?.text));
  const label = reviewLabel(operation, sale.value, form.texts[signerPath]?.text, status);
  const ticks = useTicks(operation.name === 'transfers.accept' ? sale.value : undefined);
  const intent: Intent = { ...intentOf(operation.name, lines, form), ...ticks.fields };
  const answer = useQuery<Review>(`review ${JSON.stringify(intent)}`, ['tip', 'mempool', 'wallet'], (asked) =>
    asked.review(intent),
  );
  const about = useCase(operation.name, intent);
  const ticket = useTicketAbout(operation.name, intent);
  const review = answer.value;
  const said = review?.refusal ?? answer.refusal;
  // That the words are locked is no fault of what is signed: y asks for their passphrase. Where another key is
  // elsewhere, y signs what is here, and a file collects the rest.
  const isOurs = said?.code === 'WALLET_LOCKED' || said?.code === 'COSIGNER_ELSEWHERE';
  const isShared = isOurs && (review?.missing ?? []).length > 0;
  // What is signed and waits already would be refused a second time: no news for whoever just signed it.
  const refusal = signing || isOurs || (said?.code === 'ACKNOWLEDGE_FIRST' && !ticks.isDone) ? undefined : said;
  const vin = typeof intent.vin === 'string' ? intent.vin.toUpperCase() : sale.value?.vin;
  const car = useReport(asksForPlate(operation.name) ? vin : undefined);
  const proof =
    review === undefined
      ? undefined
      : proofOf(operation.name, review, { car: car.value?.car, sale: sale.value, values: intent });
  // A car that is not known yet asks for no plate yet.
  const isTyped = proof === undefined ? !isUnanswered(car) && !isUnanswered(sale) : proof.fits(input.text);
  const maySign = review !== undefined && refusal === undefined && ticks.isDone && isTyped && !signing;
  // Only what is on the screen can be ticked: a refusal stands where the list would.
  const mayTick = review !== undefined && refusal === undefined && !ticks.isDone && !signing;
  const types = proof !== undefined && refusal === undefined && ticks.isDone;
  // Nothing is lost on the way to the passphrase and back: this page stays below it.
  const unlock = () => navigator.push({ screen: 'wallet', view: 'unlock', key: 'page' });
  const signers = review === undefined ? [] : signersIn(review, isShared);
  const lockedName = status?.names.find(({ address, locked }) => locked && signers.includes(address))?.name;
  const locked = lockedName ?? (said?.code === 'WALLET_LOCKED' ? 'who signs' : undefined);

  // Where the signer may not, another name of this wallet may.
  const another =
    refusal && refusedLine(refusal, lines, form, known) === signerPath ? anotherSigner(lines, form) : undefined;
  const signAs = (name: string) => {
    if (formPlace === undefined) return;
    navigator.keep(formPlace, 'form', { value: signedAs(form, name) });
    setInput(() => textInput());
    messages.say(`Signed by ${name}, once you press y`);
  };
  const sign = async () => {
    setSigning(() => true);
    try {
      if (isShared) {
        const { id, file } = await facade.make(intent);
        navigator.back(2);
        navigator.push({ screen: place.screen, view: 'signing', key: id, values: { file } });
        messages.say('Signed. Save the file for whoever must still sign', 'good');
        return;
      }
      const { id } = await facade.submit(intent);
      navigator.back(2);
      following.follow(id, label, heldWords(status, mining));
      const shown = operation.name === 'transfers.offer' ? id : sale.value?.id;
      if (shown !== undefined) showSale(shown);
      // What is to be done next with a new event stands on its page.
      else if (operation.name === 'tickets.createEvent') navigator.push({ screen: 'tickets', view: 'event', key: id });
      else if (vin !== undefined) showCar(vin);
      queries.touchAll();
    } catch (thrown) {
      setSigning(() => false);
      const { code, message } = toRefusal(thrown);
      // Whoever has left meanwhile is not led to another page.
      if (code === 'WALLET_LOCKED' && placeName(navigator.here) === placeName(place)) unlock();
      else messages.say(message, 'bad');
    }
  };
  const back = () => {
    const path = isStraight ? undefined : refusal && refusedLine(refusal, lines, form, known);
    // The form says it beside the field that it is about.
    if (refusal !== undefined && path !== undefined) {
      navigator.keep(formPlace ?? place, 'form', {
        value: refusedAt(lines, form, path, refusalWords(refusal, path, anotherSigner(lines, form))),
      });
    }
    // Nobody is led into a form that was never opened.
    navigator.back(isStraight ? 2 : 1);
  };
  const showSale = (id: string) => {
    if (navigator.here.view !== 'sale' || navigator.here.key !== id)
      navigator.push({ screen: 'transfers', view: 'sale', key: id });
  };
  const showCar = (vin: string) => {
    const car = { screen: 'cars', view: 'car', key: vin };
    if (navigator.here.view !== 'car' || navigator.here.key !== vin) navigator.push(car);
  };

  return {
    panes: {
      page: (size) => {
        const kept = isStraight
          ? 'Nothing was signed. Esc goes back.'
          : 'Nothing was signed. Esc goes back to the form; what you typed is kept.';
        if (review === undefined) {
          return [...reviewHead('REVIEW', label), ...(refusal ? refusalRows(refusal.message, kept, size.width) : [])];
        }
        const name = (address: string) => nameOf(status, address);
        const missing = (review.missing ?? []).map(name);
        return [
          ...reviewHead('REVIEW', label),
          ...about(size.width, 4),
          ...ticket(size.width),
          ...review.lines.flatMap((line) => prose(line, size.width)),
          blank,
          fact('Signed by', [review.author, ...review.cosigners].map(name).join(', and by ')),
          ...costRows(review, status),
          blank,
          ...(isShared
            ? [
                ...prose(
                  `This wallet does not hold the key of ${missing.join(' and ')}. You sign your part; then a file is saved that goes to them, and nothing happens before all have signed.`,
                  size.width,
                ),
                blank,
              ]
            : []),
          ...(refusal
            ? refusalRows(withAnother(refusal.message, another), kept, size.width)
            : !ticks.isDone
              ? ticks.rows(size.width)
              : [
                  ...ticks.rows(size.width),
                  ...signRows({
                    proof,
                    input,
                    isTyped,
                    locked,
                    words: isShared
                      ? [' signs your part of it. ', 'Then you save the file.']
                      : [' signs it. ', 'It cannot be taken back.'],
                  }),
                ]),
        ];
      },
    },
    scopes: isStraight ? ['review', 'form'] : ['review'],
    strict: true,
    ...(types
      ? {
          // Every character is text but the `y` that signs: it is text only where what is asked for goes on with it.
          onKey: (name: string) => {
            if ((name === 'y' && !proof.goesOn(`${input.text}y`)) || typed(input, name) === undefined) return false;
            setInput((before) => typed(before, name) ?? before);
            return true;
          },
          onPaste: (text: string) => setInput((before) => inserted(before, text)),
        }
      : {}),
    handlers: {
      ...(another === undefined ? {} : { signAs: () => signAs(another) }),
      ...(mayTick ? { tick: ticks.next } : {}),
      ...(maySign ? { sign: locked === undefined ? () => void sign() : unlock } : {}),
      ...(isStraight ? { review: () => navigator.back() } : {}),
      back,
    },
    labels: {
      ...(isStraight ? { review: 'its form' } : { back: 'change it' }),
      ...(isShared ? { sign: 'sign, then save…' } : {}),
      ...(locked === undefined ? {} : { sign: 'unlock…' }),
      ...(another === undefined ? {} : { signAs: `sign as ${another}` }),
    },
    hint: () =>
      dim(
        signing
          ? ' Signing…'
          : types && !isTyped
            ? ` y signs once ${proof.words} stands there.`
            : ' Enter does nothing here.',
      ),
  };
}

/** What is signed, in a few words: before it accepted, a buyer does not call off, it declines. */
function reviewLabel(
  { name, label }: Pick<Operation, 'name' | 'label'>,
  sale: SaleView | undefined,
  signer: string | undefined,
  status: Status | undefined,
): string {
  if (name !== 'transfers.cancel' || sale?.status !== 'offered') return label;
  const address = status?.names.find((known) => known.name === signer)?.address;
  return address === sale.buyer ? 'Decline the offer' : 'Call off the offer';
}

/** Why it is refused; and who may sign it instead. */
function withAnother(message: string, another: string | undefined): string {
  return another === undefined ? message : `${message} s signs as ${another}.`;
}

/** Everybody whose key signs here; of an entry that others sign too, the author and the payer. */
function signersIn({ author, cosigners, payer }: Review, isShared: boolean): string[] {
  return [author, ...(isShared ? [] : cosigners), ...(payer === undefined ? [] : [payer])];
}
