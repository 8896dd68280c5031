import { formatLivres } from '../../ledger/amount.ts';
import type { Fields } from '../../ledger/field.ts';
import type { WaitingView } from '../../node/facade.ts';
import { openForm } from '../forms/open-form.ts';
import { operations } from '../forms/operations.ts';
import type { Navigator, Place } from './navigator.ts';
import type { Answer } from './queries.ts';
import { useQuery } from './use-model.ts';

/** What waits for a name, asked again with every block and every entry that comes to wait. */
export function useWaitingFor(name: string, asked = true): Answer<readonly WaitingView[]> {
  return useQuery<readonly WaitingView[]>(
    asked ? `waiting for ${name}` : 'nothing that waits',
    ['tip', 'mempool', 'fork', 'exchange'],
    (facade) => (asked ? facade.waiting({ as: name }) : Promise.resolve([])),
  );
}

/** Where each kind of thing is looked at. What has no page yet is settled by its form alone. */
const pages: Readonly<Partial<Record<WaitingView['about']['kind'], (waiting: WaitingView) => Place>>> = {
  transfer: ({ about }) => ({ screen: 'transfers', view: 'sale', key: about.key }),
  car: ({ about }) => ({ screen: 'cars', view: 'car', key: about.key }),
  agreement: ({ about }) => ({ screen: 'agreements', view: 'agreement', key: about.key }),
  // A licence is known by its holder and role.
  licence: ({ about, intent }) => ({ screen: 'directory', view: 'licence', key: `${about.key} ${intent?.role}` }),
  exchange: ({ about }) => ({ screen: 'books', view: 'handover', key: about.key }),
  event: ({ kind, about }) => ({ screen: 'tickets', view: kind === 'letin' ? 'gate' : 'event', key: about.key }),
  ticket: ({ kind, about }) => ({ screen: 'tickets', view: kind === 'twice' ? 'ticket' : 'show', key: about.key }),
};

/** Opens what something is about; where that has no page, the form that settles it. */
export function openWaiting(navigator: Navigator, waiting: WaitingView): void {
  // What is missing is locked at once; the licence itself has nothing more to say.
  const page = waiting.kind === 'cover' ? undefined : pages[waiting.about.kind];
  if (page === undefined) settle(navigator, waiting);
  else navigator.push(page(waiting));
}

/** The form that settles it, filled in as far as it is known. */
export function settle(navigator: Navigator, { intent }: WaitingView): void {
  // What takes no signature has a page.
  if (intent === undefined) return;
  const { operation, ...values } = intent;
  const { fields } = operations.named(operation) ?? { fields: {} as Fields };
  const texts = Object.entries(values).flatMap(([name, value]) => {
    if (typeof value === 'number') return [[name, String(value)]];
    if (typeof value !== 'string') return [];
    // A form takes livres, as people type them.
    return [[name, fields[name]?.input === 'amount' ? formatLivres(BigInt(value)) : value]];
  });
  openForm(navigator, operation, Object.fromEntries(texts));
}
