import { useLayoutEffect } from 'react';
import type { Refusal, TicketView } from '../../../node/facade.ts';
import { useFields } from '../../components/fields.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useMemory, useNow, useQuery, useStatus } from '../../model/use-model.ts';
import { askRows, codeRows, nameRows } from './show-rows.ts';

const specs = [
  { id: 'session', label: 'Code at the gate', help: 'Six letters, large on the screen of whoever lets you in.' },
  { id: 'name', label: 'Name', help: 'As you gave it for this ticket, letter for letter.' },
];

/** What the page shows: it asks for the gate's code first. */
type Page = { readonly kind: 'ask' } | { readonly kind: 'code' | 'name'; readonly session: string };

/** The page that a holder shows at the door: the code of the ticket, new each half minute. The key is `event/serial`. */
export function useShowView(place: Place): ViewModel {
  const { copy, messages } = useServices();
  const [event = '', serialText = ''] = place.key.split('/');
  const serial = Number(serialText);
  const ticket = useQuery(`ticket ${place.key}`, ['tip', 'mempool', 'fork'], (facade) =>
    facade.ticket({ event, serial }),
  );
  const as = useHolder(ticket.value);
  const now = useNow();
  const fields = useFields(specs);
  const [page, setPage] = useMemory<Page>('page', { kind: 'ask' });
  const session = page.kind === 'ask' ? '' : page.session;
  const shownCode = useCode({ event, serial, as, session: page.kind === 'code' ? session : '' }, now);
  const typedName = fields.text('name').trim();
  const [asked, setAsked] = useMemory('asked', '');
  const name = useQuery(
    page.kind === 'name' ? `name on ${place.key} as ${as} ${asked}` : 'no name',
    ['tip', 'wallet'],
    async (facade) =>
      page.kind === 'name'
        ? facade.showName({ as, event, serial, ...(asked === '' ? {} : { name: asked }) })
        : undefined,
  );
  const copied = (text: string, what: string) => {
    copy(text);
    messages.say(`${what} is on the clipboard`);
  };

  if (page.kind === 'ask') {
    const letters = fields.text('session').trim().toUpperCase();
    return {
      panes: { page: ({ width }) => askRows(ticket, fields.rows(width, ['session']), now, width) },
      scopes: ['show'],
      ...fields.keys,
      loading: isUnanswered(ticket),
      handlers: {
        open: () =>
          /^[A-Z]{6}$/.test(letters)
            ? setPage(() => ({ kind: 'code', session: letters }))
            : fields.refuse('session', 'That is no code of a gate: it has six letters.'),
      },
      labels: { open: 'show the ticket' },
    };
  }
  const otherSession = () => {
    fields.ask('session');
    setPage(() => ({ kind: 'ask' }));
  };
  if (page.kind === 'name') {
    const { text } = name.value ?? {};
    const needsName = name.refusal !== undefined;
    return {
      panes: {
        whole: (size) =>
          nameRows({ ticket: ticket.value, answer: name, fields: fields.rows(size.width, ['name']) }, size),
      },
      scopes: ['show'],
      strict: true,
      ...(needsName ? fields.keys : {}),
      loading: isUnanswered(name),
      handlers: {
        ...(needsName ? { open: () => setAsked(() => typedName) } : {}),
        ...(text === undefined ? {} : { copy: () => copied(text, 'The text of the name') }),
        back: () => setPage(() => ({ kind: 'code', session })),
      },
      labels: { open: 'try this name', copy: 'copy the text', back: 'back to the code' },
    };
  }
  const proof = shownCode.proof;
  return {
    panes: { whole: (size) => codeRows({ ticket: ticket.value, session, now, ...shownCode }, size) },
    scopes: ['show'],
    strict: true,
    loading: proof === undefined && shownCode.refusal === undefined,
    handlers: {
      ...(proof === undefined ? {} : { copy: () => copied(proof, 'The code of the ticket') }),
      otherSession,
      nameAtDoor: () => {
        fields.ask('name');
        setPage(() => ({ kind: 'name', session }));
      },
    },
    labels: { copy: 'copy the code' },
  };
}

/** The account to show it as: whoever holds it, where this wallet knows the name, else the one that one acts as. */
function useHolder(ticket: TicketView | undefined): string {
  const acting = useActing();
  const status = useStatus().value;
  const isOwn = status?.names.some(({ address }) => address === ticket?.holder) === true;
  return isOwn && ticket !== undefined ? ticket.holder : acting;
}

interface Asked {
  readonly event: string;
  readonly serial: number;
  readonly as: string;
  /** Empty where nothing is to be shown. */
  readonly session: string;
}

interface Shown {
  readonly proof?: string;
  /** Milliseconds until the next one. */
  readonly left: number;
  readonly refusal?: Refusal;
}

/** The proof of this half minute by the node's clock; while the next one is made, the one before it. */
function useCode({ event, serial, as, session }: Asked, now: number): Shown {
  const [askedAt, ask] = useMemory('asked at', now);
  const key = `${event}/${serial} ${as} ${session}`;
  const answer = useQuery(session === '' ? 'no proof' : `proof ${key} ${askedAt}`, ['wallet'], async (facade) =>
    session === '' ? undefined : facade.proof({ as, event, serial, session }),
  );
  const [kept, keep] = useMemory<{ key: string; proof: string } | undefined>('kept', undefined);
  const fresh = answer.value;
  const left = fresh === undefined ? 0 : askedAt + fresh.left - now;
  useLayoutEffect(() => {
    if (fresh === undefined) return;
    if (kept?.proof !== fresh.proof || kept.key !== key) keep(() => ({ key, proof: fresh.proof }));
    if (left <= 0) ask(() => now);
  });
  const proof = fresh?.proof ?? (kept?.key === key ? kept.proof : undefined);
  return {
    left: Math.max(0, left),
    ...(proof === undefined ? {} : { proof }),
    ...(answer.refusal === undefined ? {} : { refusal: answer.refusal }),
  };
}
