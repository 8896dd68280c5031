import { bytesToHex } from '@noble/hashes/utils.js';
import { chunkSize } from '../../../ledger/registries/books/content.ts';
import type { Review } from '../../../node/facade.ts';
import type { FormState } from '../../forms/form-state.ts';
import { nameOf } from '../../forms/known.ts';
import { heldWords } from '../../frame/next-block.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Navigator, Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useMining, useQuery, useStatus } from '../../model/use-model.ts';
import { costRows, fact, refusalRows, reviewHead, signRows } from '../../pages/review-rows.ts';
import { bytes } from '../../text/format.ts';
import { blank, dim, prose } from '../../text/row.ts';
import { openBooks, shelfList } from './actions.ts';
import { addition, type Chosen, lineText, typedContent } from './add-book.ts';
import { useSigning } from './use-signing.ts';

/** What is put on the ledger of a book, before anybody signs. The form lies below it. */
export function useAddReviewView(place: Place): ViewModel {
  const { following, navigator } = useServices();
  const status = useStatus().value;
  const mining = useMining().value;
  const { as, title, isbn, content } = bookBelow(navigator);
  const written = { title, ...(isbn === '' ? {} : { isbn }) };
  const chunks = Math.max(1, Math.ceil(content.length / chunkSize));
  // The salts are drawn once it is signed; a print of anything takes as many bytes.
  const intent = { as, operation: 'books.add', ...written, chunks, commitment: '00'.repeat(32) };
  const answer = useQuery<Review>(`review ${JSON.stringify(intent)}`, ['tip', 'mempool', 'wallet'], (facade) =>
    facade.review(intent),
  );
  const review = answer.value;
  const said = review?.refusal ?? answer.refusal;
  const isLocked = said?.code === 'WALLET_LOCKED';
  const locked = status?.names.find(({ name, locked: closed }) => closed && name === as)?.name;
  const { isBusy, sign } = useSigning(place, {
    task: (facade) => facade.addBook({ as, ...written, content: bytesToHex(content) }),
    done: ({ id }) => {
      openBooks(navigator, as, shelfList, id);
      following.follow(id, addition?.label ?? '', heldWords(status, mining));
    },
  });
  const refusal = isLocked || isBusy ? undefined : said;
  const unlock = () => navigator.push({ screen: 'wallet', view: 'unlock', key: 'page' });
  const isClosed = isLocked || locked !== undefined;
  const maySign = (review !== undefined || isLocked) && refusal === undefined && !isBusy;
  return {
    panes: {
      page: ({ width }) => {
        const head = reviewHead('REVIEW', addition?.label ?? '');
        const kept = 'Nothing was signed. Esc goes back to the form; what you typed is kept.';
        if (review === undefined) return [...head, ...(refusal ? refusalRows(refusal.message, kept, width) : [])];
        return [
          ...head,
          ...review.lines.flatMap((line) => prose(line, width)),
          blank,
          fact('Content', `${bytes(content.length)}, encrypted in this terminal's folder`),
          fact('Signed by', nameOf(status, review.author)),
          ...costRows(review, status),
          blank,
          ...(refusal
            ? refusalRows(refusal.message, kept, width)
            : signRows({
                proof: undefined,
                input: { text: '', cursor: 0 },
                isTyped: true,
                locked: isClosed ? (locked ?? as) : undefined,
                words: [' signs it. ', 'It cannot be taken back.'],
              })),
        ];
      },
    },
    scopes: ['review'],
    strict: true,
    loading: isUnanswered(answer),
    handlers: { ...(maySign ? { sign: isClosed ? unlock : sign } : {}) },
    labels: { back: 'change it', ...(isClosed ? { sign: 'unlock…' } : {}) },
    hint: () => dim(isBusy ? ' Signing…' : ' Enter does nothing here.'),
  };
}

/** What the form below says. */
function bookBelow(navigator: Navigator): { as: string; title: string; isbn: string; content: Uint8Array } {
  const below = navigator.places().findLast(({ view }) => view === 'add-book');
  const form = below && navigator.recall<{ value: FormState | undefined }>(below, 'form')?.value;
  if (below === undefined || form === undefined) throw new Error('No form of a book to review');
  const chosen = navigator.recall<{ value: Chosen | undefined }>(below, 'chosen')?.value;
  const value = lineText(form, 'value');
  const content = value === '' ? (chosen?.content ?? new Uint8Array()) : typedContent(value);
  return { as: lineText(form, 'as'), title: lineText(form, 'title'), isbn: lineText(form, 'isbn'), content };
}
