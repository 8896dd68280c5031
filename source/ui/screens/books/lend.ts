import type { ExchangeView } from '../../../node/facade.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { fact, refusalRows, reviewHead } from '../../pages/review-rows.ts';
import { livres } from '../../text/format.ts';
import { blank, dim, prose, type Row, row, span } from '../../text/row.ts';
import { useReader, whom } from '../tickets/reader.ts';
import { useExchange } from './use-books.ts';
import { useSigning } from './use-signing.ts';

/** What saying yes to whoever asks for an own book sets going. The key is the id of the hand-over. */
export function useLendView(place: Place): ViewModel {
  const { messages, navigator } = useServices();
  const reader = useReader();
  const answer = useExchange(place.key, reader);
  const view = answer.value;
  const may = view?.can.includes('agree') === true;
  const { isBusy, sign } = useSigning(place, {
    task: (facade) => facade.answerRequest({ id: place.key, agree: true }),
    done: () => {
      navigator.back();
      const { here } = navigator;
      if (here.view !== 'handover' || here.key !== place.key)
        navigator.push({ screen: 'books', view: 'handover', key: place.key });
      messages.say('You said yes: this terminal does the rest', 'good');
    },
  });
  return {
    panes: {
      page: ({ width }) => {
        const head = reviewHead('REVIEW', 'Hand a book over');
        if (view === undefined)
          return [...head, ...(answer.refusal ? refusalRows(answer.refusal.message, 'Esc goes back.', width) : [])];
        return [
          ...head,
          ...lendRows(view, whom(reader, view.requester), width),
          blank,
          ...(may
            ? [
                row(
                  ' ',
                  span('y', 'next'),
                  span(' says yes. ', 'next'),
                  span('Keep this terminal running until it is over.', 'dim'),
                ),
              ]
            : prose('Nothing is to be answered here any more.', width, 'dim')),
        ];
      },
    },
    scopes: ['review'],
    strict: true,
    loading: isUnanswered(answer),
    handlers: { ...(may && !isBusy ? { sign } : {}) },
    labels: { sign: 'say yes' },
    hint: () => dim(' Enter does nothing here.'),
  };
}

function lendRows({ title, price, bond, votes }: ExchangeView, requester: string, width: number): Row[] {
  const paid = price === '0' ? 'nothing' : `${livres(price)} LVR`;
  const agree = votes.of === 0 ? 'the witnesses' : `${votes.need} of ${votes.of} witnesses`;
  return [
    ...prose(`${requester} asks for “${title}” of yours and pays ${paid}.`, width),
    blank,
    fact('You get', paid === 'nothing' ? 'nothing for it' : paid),
    fact('Your bond', `${livres(bond)} LVR, locked until it is over`),
    blank,
    ...prose(
      `${requester} gets the book locked, and its key only after ${agree} agreed. Then it is on the shelf of ${requester}, and no longer on yours.`,
      width,
    ),
    ...prose('The bond comes back, unless the book does not open. If somebody falls silent, it stays yours.', width),
    ...prose('Your entries cost their ledger fees.', width, 'dim'),
  ];
}
