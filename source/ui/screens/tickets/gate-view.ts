import type { GateView } from '../../../node/facade.ts';
import { useFields } from '../../components/fields.ts';
import { type TextInput, textInput, typed } from '../../components/text-input.ts';
import { nameOf } from '../../forms/known.ts';
import type { ViewModel } from '../../frame/view.ts';
import { characterOf } from '../../input/key-name.ts';
import { type Place, placeName } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useMemory, useNow, useQuery, useStatus } from '../../model/use-model.ts';
import { blank, prose, row, span } from '../../text/row.ts';
import { type Verdict, verdictRows, waitingRows } from './gate-rows.ts';

/** What the text of a name begins with; anything else is read as the code of a ticket. */
const nameMark = /^\s*carnet-name:/i;
/** Characters of a text that is read, at most: far more than a code or a name has. */
const textLimit = 1_000;
/** Letters of a gate's code: none that is taken for another. */
const letters = 'ABCDEFGHJKLMNPRSTUVWXYZ';
/** Where the letters of every gate are kept: a place that nobody leaves, so that they stay. */
const allGates: Place = { screen: 'tickets', view: 'gate', key: '' };
/** Characters that begin no text. A code may have lost a blank at its beginning and is read all the same. */
const notText: ReadonlySet<string> = new Set([' ', '?', 'f']);
/** The rest of a code whose first letter was an f. */
const restOfCode = /^[0-9a-z $%*+./:-]{120,}$/;
/** Answers after which the ticket counts as inside. */
const insideAnswers: ReadonlySet<string> = new Set(['ADMIT', 'ALREADY_INSIDE', 'PROOF_USED']);

/** The ticket that was read last, which a name is held against. */
interface Last {
  readonly serial: number;
  readonly inside: boolean;
}

type Phase = { readonly kind: 'waiting' | 'asking' | 'file' } | { readonly kind: 'said'; readonly verdict: Verdict };

const words = { admit: 'ADMIT', desk: 'DESK', refuse: 'REFUSE' } as const;

/** The screen for the door: it waits for a code, says ADMIT, DESK or REFUSE, and waits again. The key is the event's id. */
export function useGateView(place: Place): ViewModel {
  const { facade, files, navigator, queries } = useServices();
  const status = useStatus().value;
  const now = useNow();
  const answer = useGateState(place.key);
  const view = answer.value;
  const session = useLetters(place.key);
  const [phase, setPhase] = useMemory<Phase>('phase', { kind: 'waiting' });
  const [input, setInput] = useMemory<TextInput>('input', () => textInput());
  const [last, setLast] = useMemory<Last | undefined>('last', undefined);
  const fields = useFields([{ id: 'path', label: 'File', help: 'Where the scanner wrote the code, like ~/code.txt.' }]);

  const isHere = () => placeName(navigator.here) === placeName(place);
  const say = (verdict: Verdict) => {
    if (isHere()) setPhase(() => ({ kind: 'said', verdict }));
    queries.touchAll();
  };
  const present = async (given: string, at: GateView) => {
    // What a terminal broke into lines is one text. It has no small letters, whatever the scanner makes of them.
    const text = given
      .replace(/[\r\n\t]+/g, '')
      .slice(0, textLimit)
      .toUpperCase();
    setInput(() => textInput());
    setPhase(() => ({ kind: 'asking' }));
    try {
      if (nameMark.test(text)) say(await queries.once(() => nameVerdict(text, at)));
      else {
        const said = await queries.once(() => facade.gate({ event: place.key, session, proof: text, as: at.gate }));
        const { reason, serial, code } = said;
        // What is no code leaves the ticket before it as the one that a name is for.
        if (code === 'OTHER_EVENT') setLast(() => undefined);
        else if (serial !== undefined) setLast(() => ({ serial, inside: insideAnswers.has(code) }));
        say({ word: words[said.answer], reason, ...(serial === undefined ? {} : { serial }) });
      }
    } catch (thrown) {
      say({ word: 'DESK', reason: toRefusal(thrown).message });
    }
  };
  const nameVerdict = async (text: string, at: GateView): Promise<Verdict> => {
    if (last === undefined)
      return { word: 'DESK', reason: 'Read the code of the ticket first, and the name after it.' };
    const { serial, inside } = last;
    const { fits, name } = await facade.checkName({ event: at.event.id, serial, text });
    if (fits)
      return { word: 'NAME', serial, reason: `${name}. That is the name on the ticket: compare it with a passport.` };
    const counts = inside
      ? ' The ticket counts as inside already: keep its holder at the desk until that is clear.'
      : '';
    return { word: 'DESK', serial, reason: `${name} is not the name on this ticket. Ask for the right one.${counts}` };
  };

  if (view === undefined) {
    return {
      panes: {
        page: ({ width }) => [
          row(' ', span('GATE', 'title')),
          blank,
          ...(answer.refusal === undefined ? [] : prose(`✗ ${answer.refusal.message}`, width, 'bad')),
        ],
      },
      loading: isUnanswered(answer),
      handlers: {},
    };
  }
  if (phase.kind === 'file') {
    const read = () => {
      const path = fields.text('path').trim();
      if (path === '') return fields.refuse('path', 'Type where the file lies.');
      try {
        void present(files.read(path), view);
      } catch (thrown) {
        // A scanner that writes small letters came here by the first one of its code.
        if (restOfCode.test(path)) void present(`f${path}`, view);
        else fields.refuse('path', toRefusal(thrown).message);
      }
    };
    return {
      panes: {
        page: ({ width }) => [
          row(' ', span('GATE', 'dim'), ' › ', span('A code from a file', 'title')),
          blank,
          ...fields.rows(width),
        ],
      },
      ...fields.keys,
      strict: true,
      handlers: { open: read, back: () => setPhase(() => ({ kind: 'waiting' })) },
      labels: { open: 'read it' },
    };
  }
  const name = (address: string) => nameOf(status, address);
  const wait = () => setPhase(() => ({ kind: 'waiting' }));
  const type = (key: string): boolean => {
    const character = characterOf(key);
    if (input.text === '' && (character === undefined || notText.has(character))) return false;
    if (typed(input, key) === undefined) return false;
    setInput((before) => typed(before, key) ?? before);
    return true;
  };
  const said = phase.kind === 'said' ? phase.verdict : undefined;
  const proofFile = () => {
    fields.ask('path');
    setPhase(() => ({ kind: 'file' }));
  };
  return {
    panes: {
      whole: (size) =>
        said === undefined ? waitingRows({ view, session, input, now, name }, size) : verdictRows(said, view, size),
    },
    scopes: ['gate'],
    strict: true,
    typing: said === undefined && input.text !== '',
    loading: phase.kind === 'asking',
    onKey: (key) => {
      if (said === undefined) return type(key);
      if (['?', 'f1', 'f'].includes(key)) return false;
      wait();
      type(key);
      return true;
    },
    onPaste: (text) => void present(text, view),
    handlers:
      said !== undefined
        ? { open: wait, proofFile }
        : {
            ...(input.text === '' ? { proofFile } : {}),
            ...(input.text === ''
              ? {}
              : { open: () => void present(input.text, view), back: () => setInput(() => textInput()) }),
          },
    labels: { open: said === undefined ? 'read it' : 'the next one', ...(input.text === '' ? {} : { back: 'empty' }) },
  };
}

/** The letters that the gate of an event shows: the same while this program runs, so that codes made for them stay good. */
function useLetters(event: string): string {
  const { navigator, random } = useServices();
  const known = navigator.recall<string>(allGates, event);
  if (known !== undefined) return known;
  const made = Array.from({ length: 6 }, () => letters[Math.floor(random() * letters.length)] ?? 'A').join('');
  navigator.keep(allGates, event, made);
  return made;
}

/** How the gate stands: of the name that one acts as where that is a gate's, else of the first that the wallet has. */
function useGateState(event: string) {
  const acting = useActing();
  const isKnown = useStatus().value?.names.some(({ name }) => name === acting) === true;
  return useQuery<GateView>(
    `gate of ${event} as ${isKnown ? acting : 'whoever may'}`,
    ['tip', 'mempool', 'fork', 'peers', 'wallet'],
    async (facade) => {
      const { share } = await facade.event({ id: event, ...(isKnown ? { as: acting } : {}) });
      return facade.gateState({ event, ...(share?.roles.includes('gate') === true ? { as: acting } : {}) });
    },
  );
}
