import { formatLivres } from '../../ledger/amount.ts';
import type { Intent, Review } from '../../node/facade.ts';
import { inserted, textInput, textInputRow, typed } from '../components/text-input.ts';
import { formLines, signerPath } from '../forms/form-lines.ts';
import { type FormState, intentOf, refusedAt, signedAs, textsOf } from '../forms/form-state.ts';
import { nameOf } from '../forms/known.ts';
import { operations } from '../forms/operations.ts';
import { anotherSigner, refusalWords, refusedLine } from '../forms/refused-field.ts';
import { asksForPlate, type Proof, proofOf } from '../forms/typed-proof.ts';
import { heldWords } from '../frame/next-block.ts';
import type { ViewModel } from '../frame/view.ts';
import { type Place, placeName } from '../model/navigator.ts';
import { isUnanswered } from '../model/queries.ts';
import { toRefusal } from '../model/refusal.ts';
import { useServices } from '../model/services.ts';
import { useMemory, useMining, useQuery, useStatus } from '../model/use-model.ts';
import { useReport } from '../screens/cars/report.ts';
import { livres } from '../text/format.ts';
import { blank, dim, prose, type Row, row, span, title } from '../text/row.ts';
import { padTo } from '../text/width.ts';

/** What will happen, before anybody signs. The form below it on the way back is the one that is reviewed. */
export function useReviewPage(place: Place): ViewModel {
  const { navigator, messages, following, facade, queries } = useServices();
  const status = useStatus().value;
  const [input, setInput] = useMemory('amount', () => textInput());
  const mining = useMining().value;
  const [signing, setSigning] = useMemory('signing', false);
  const operation = operations.named(place.key);
  const formPlace = navigator
    .places()
    .findLast((candidate) => candidate.view === 'form' && candidate.key === place.key);
  const form = formPlace && navigator.recall<{ value: FormState }>(formPlace, 'form')?.value;
  if (operation === undefined || form === undefined) throw new Error(`No form of ${place.key} to review`);
  const lines = status === undefined ? [] : formLines(operation, status, { texts: textsOf(form) });
  const intent: Intent = intentOf(operation.name, lines, form);
  const answer = useQuery<Review>(`review ${JSON.stringify(intent)}`, ['tip', 'mempool', 'wallet'], (asked) =>
    asked.review(intent),
  );
  const review = answer.value;
  const said = review?.refusal ?? answer.refusal;
  // That the words are locked is no fault of what is signed: y asks for their passphrase.
  const refusal = said?.code === 'WALLET_LOCKED' ? undefined : said;
  const moved = review === undefined ? 0n : BigInt(review.total) - BigInt(review.fee);
  const vin = typeof intent.vin === 'string' ? intent.vin.toUpperCase() : undefined;
  const car = useReport(asksForPlate(operation.name) ? vin : undefined);
  const proof = review === undefined ? undefined : proofOf(operation.name, review, car.value?.car);
  const isTyped = proof === undefined ? !isUnanswered(car) : proof.fits(input.text);
  const maySign = review !== undefined && refusal === undefined && isTyped && !signing;
  // Nothing is lost on the way to the passphrase and back: this page stays below it.
  const unlock = () => navigator.push({ screen: 'wallet', view: 'unlock', key: 'page' });
  const signers = review === undefined ? [] : signersIn(review);
  const lockedName = status?.names.find(({ address, locked }) => locked && signers.includes(address))?.name;
  const locked = lockedName ?? (refusal === said ? undefined : 'who signs');

  // Where the signer may not, another name of this wallet may.
  const another = refusal && refusedLine(refusal, lines) === signerPath ? anotherSigner(lines, form) : undefined;
  const signAs = (name: string) => {
    if (formPlace === undefined) return;
    navigator.keep(formPlace, 'form', { value: signedAs(form, name) });
    setInput(() => textInput());
    messages.say(`Signed by ${name}, once you press y`);
  };
  const sign = async () => {
    setSigning(() => true);
    try {
      const { id } = await facade.submit(intent);
      navigator.back(2);
      following.follow(id, operation.label, heldWords(status, mining));
      if (vin !== undefined) showCar(vin);
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
    const path = refusal && refusedLine(refusal, lines);
    // The form says it beside the field that it is about.
    if (refusal !== undefined && path !== undefined) {
      navigator.keep(formPlace ?? place, 'form', {
        value: refusedAt(lines, form, path, refusalWords(refusal, path, anotherSigner(lines, form))),
      });
    }
    navigator.back();
  };
  const showCar = (vin: string) => {
    const car = { screen: 'cars', view: 'car', key: vin };
    if (navigator.here.view !== 'car' || navigator.here.key !== vin) navigator.push(car);
  };

  return {
    panes: {
      page: (size) => {
        if (review === undefined) {
          return [...head(operation.label), ...(refusal ? refusalRows(refusal.message, size.width) : [])];
        }
        const name = (address: string) => nameOf(status, address);
        return [
          ...head(review.label),
          ...review.lines.flatMap((line) => prose(line, size.width)),
          blank,
          fact('Signed by', [review.author, ...review.cosigners].map(name).join(', and by ')),
          ...(review.payer === undefined ? [] : [fact('Paid by', name(review.payer))]),
          ...(moved > 0n ? [fact('Amount', `${formatLivres(moved)} LVR`)] : []),
          fact('Ledger fee', `${livres(review.fee)} LVR`),
          ...(moved > 0n ? [fact('You pay', `${livres(review.total)} LVR`)] : []),
          blank,
          ...(refusal
            ? refusalRows(withAnother(refusal.message, another), size.width)
            : signRows(proof, input, isTyped, locked)),
        ];
      },
    },
    scopes: ['review'],
    strict: true,
    ...(proof !== undefined
      ? {
          // Every character is text but the `y` that signs: no amount holds one, and a plate only until it is whole.
          onKey: (name: string) => {
            if ((name === 'y' && (isTyped || !proof.letters)) || typed(input, name) === undefined) return false;
            setInput((before) => typed(before, name) ?? before);
            return true;
          },
          onPaste: (text: string) => setInput((before) => inserted(before, text)),
        }
      : {}),
    handlers: {
      ...(another === undefined ? {} : { signAs: () => signAs(another) }),
      ...(maySign ? { sign: locked === undefined ? () => void sign() : unlock } : {}),
      back,
    },
    labels: {
      back: 'change it',
      ...(locked === undefined ? {} : { sign: 'unlock…' }),
      ...(another === undefined ? {} : { signAs: `sign as ${another}` }),
    },
    hint: () => dim(signing ? ' Signing…' : ' Enter does nothing here.'),
  };
}

function head(label: string): Row[] {
  return [row(' ', span('REVIEW', 'dim'), ' › ', span(label, 'title')), blank];
}

function fact(label: string, value: string): Row {
  return row(' ', span(padTo(label, 14), 'dim'), value);
}

/** Why it is refused; and who may sign it instead. */
function withAnother(message: string, another: string | undefined): string {
  return another === undefined ? message : `${message} s signs as ${another}.`;
}

function refusalRows(message: string, width: number): Row[] {
  return [
    ...prose(`✗ ${message}`, width, 'bad'),
    blank,
    ...prose('Nothing was signed. Esc goes back to the form; what you typed is kept.', width, 'dim'),
  ];
}

/** Everybody whose key signs. */
function signersIn({ author, cosigners, payer }: Review): string[] {
  return [author, ...cosigners, ...(payer === undefined ? [] : [payer])];
}

function signRows(
  proof: Proof | undefined,
  input: ReturnType<typeof textInput>,
  isTyped: boolean,
  locked: string | undefined,
): Row[] {
  if (proof === undefined && locked !== undefined)
    return [row(' ', span('y', 'next'), span(` asks for your passphrase first: ${locked} is locked.`, 'next'))];
  if (proof === undefined)
    return [row(' ', span('y', 'next'), span(' signs it. ', 'next'), span('It cannot be taken back.', 'dim'))];
  return [
    title(` Type ${proof.words}${proof.what} to sign, then y:`),
    row(
      ' ',
      ...textInputRow(input, 24, true),
      '  ',
      isTyped ? span(locked === undefined ? '✓ y signs it now' : '✓ y asks for your passphrase first', 'good') : '',
    ),
  ];
}
