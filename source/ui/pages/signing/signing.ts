import type { SigningView } from '../../../node/facade.ts';
import { inserted, textInput, typed } from '../../components/text-input.ts';
import { asksForPlate, proofOf } from '../../forms/typed-proof.ts';
import { heldWords } from '../../frame/next-block.ts';
import type { ViewModel } from '../../frame/view.ts';
import { type Place, placeName } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useMemory, useMining, useQuery, useStatus } from '../../model/use-model.ts';
import { useReport } from '../../screens/cars/report.ts';
import { dim } from '../../text/row.ts';
import { signRows } from '../review-rows.ts';
import { placeAbout } from './place.ts';
import { fileRows, handedIn, ownSigners, signerOf } from './rows.ts';

/** Refusals that pass by themselves: they keep nobody from signing. */
const passing: ReadonlySet<string> = new Set(['SIGNING_FILE_EARLY']);

/** An entry that several wallets sign: what it does, who has signed, and what is left to do. The place's key is its id. */
export function useSigningPage(place: Place): ViewModel {
  const { acting, copy, facade, following, messages, navigator, queries } = useServices();
  const status = useStatus().value;
  const mining = useMining().value;
  const [file, setFile] = useMemory('file', place.values?.file ?? '');
  const [saved, setSaved] = useMemory('saved', place.values?.opened === undefined ? '' : file);
  const [warned, setWarned] = useMemory('warned', '');
  const [turn, setTurn] = useMemory('turn', 0);
  const [input, setInput] = useMemory('typed', () => textInput());
  const [busy, setBusy] = useMemory('busy', false);
  const answer = useQuery<SigningView>(`signing ${file}`, ['tip', 'mempool', 'fork', 'wallet'], (asked) =>
    asked.combine({ files: [file] }),
  );
  const view = answer.value;
  const vin = typeof view?.fields.vin === 'string' ? view.fields.vin : undefined;
  const car = useReport(view !== undefined && asksForPlate(view.operation) ? vin : undefined);
  const isDone = view !== undefined && handedIn(view) !== undefined;
  const own = view === undefined || status === undefined || isDone ? [] : ownSigners(view, status, acting.get());
  const signer = signerOf(own, turn);
  const refusal = view?.review.refusal;
  const hinders = refusal !== undefined && !passing.has(refusal.code);
  const proof =
    view === undefined || signer === undefined || hinders
      ? undefined
      : proofOf(view.operation, view.review, { car: car.value?.car });
  const isTyped = proof === undefined ? !isUnanswered(car) : proof.fits(input.text);
  const isComplete = view?.needs.length === 0;
  const locked = signer?.locked === true ? signer.name : undefined;
  const unlock = () => navigator.push({ screen: 'wallet', view: 'unlock', key: 'page' });
  const isHere = () => placeName(navigator.here) === placeName(place);

  const sign = async (as: string) => {
    setBusy(() => true);
    try {
      const signed = await queries.once(() => facade.sign({ as, file }));
      setFile(() => signed.file);
      setInput(() => textInput());
      messages.say(signed.needs.length === 0 ? `Signed by ${as}: everybody has signed` : `Signed by ${as}`, 'good');
    } catch (thrown) {
      const { code, message } = toRefusal(thrown);
      if (code === 'WALLET_LOCKED' && isHere()) unlock();
      else messages.say(message, 'bad');
    }
    setBusy(() => false);
  };
  /** To what it is about, in the place of this page. */
  const about = view && placeAbout(view);
  const toSubject = () => {
    navigator.back();
    if (about !== undefined && placeName(navigator.here) !== placeName(about)) navigator.push(about);
  };
  const handIn = async () => {
    setBusy(() => true);
    try {
      const { id } = await queries.once(() => facade.submit({ file }));
      if (isHere()) toSubject();
      following.follow(id, view?.review.label ?? '', heldWords(status, mining));
      queries.touchAll();
    } catch (thrown) {
      setBusy(() => false);
      messages.say(toRefusal(thrown).message, 'bad');
    }
  };
  const back = () => {
    if (view !== undefined && saved !== file && warned !== file && !isDone) {
      setWarned(() => file);
      messages.say('This file is not saved: its signatures would be lost. w saves it, Esc again leaves', 'warn');
      return;
    }
    navigator.back();
  };
  const to = (page: string) => () =>
    navigator.push({ screen: place.screen, view: page, key: place.key, values: { operation: view?.operation ?? '' } });

  return {
    panes: {
      page: (size) => {
        if (view === undefined) return answer.refusal === undefined ? [] : dimRows(answer.refusal.message);
        return [
          ...fileRows({ view, status, signer, hinders }, size.width),
          ...(signer === undefined || hinders
            ? []
            : signRows({
                proof,
                input,
                isTyped,
                locked,
                words: [` signs it as ${signer.name}. `, 'It cannot be taken back.'],
              })),
        ];
      },
    },
    scopes: ['review', 'signing'],
    // Where nothing is left to sign here, and it is handed in or saved, nothing is lost by a slip.
    strict: !isDone && (signer !== undefined || saved !== file),
    loading: busy || isUnanswered(answer),
    ...(proof === undefined
      ? {}
      : {
          onKey: (name: string) => {
            if ((name === 'y' && !proof.goesOn(`${input.text}y`)) || typed(input, name) === undefined) return false;
            setInput((before) => typed(before, name) ?? before);
            return true;
          },
          onPaste: (text: string) => setInput((before) => inserted(before, text)),
        }),
    handlers: {
      ...(signer !== undefined && !hinders && isTyped
        ? { sign: locked === undefined ? () => void sign(signer.name) : unlock }
        : {}),
      ...(proof === undefined && own.length > 1 && !hinders ? { signAs: () => setTurn((before) => before + 1) } : {}),
      ...(isComplete && refusal === undefined ? { handIn: () => void handIn() } : {}),
      ...(isDone && about !== undefined ? { open: toSubject } : {}),
      ...(proof === undefined && view !== undefined && !isDone
        ? {
            saveFile: to('save-file'),
            ...(isComplete ? {} : { addFile: to('sign-file') }),
            copy: () => {
              copy(file);
              setSaved(() => file);
              messages.say('The file is on the clipboard: paste it into a mail', 'good');
            },
          }
        : {}),
      back,
    },
    labels: {
      open: 'see it',
      copy: 'copy the file',
      ...(signer === undefined ? {} : { sign: locked === undefined ? `sign as ${signer.name}` : 'unlock…' }),
      ...(own.length > 1 ? { signAs: `as ${signerOf(own, turn + 1)?.name ?? ''}` } : {}),
    },
    hint: () => dim(busy ? ' Working…' : isComplete || isDone ? '' : ' Enter does nothing here.'),
  };
}

function dimRows(text: string) {
  return [dim(` ${text}`)];
}
