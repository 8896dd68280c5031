import type { SaleView } from '../../../node/facade.ts';
import type { Answer } from '../../model/queries.ts';
import { useQuery } from '../../model/use-model.ts';

/** What a sale depends on. */
export const saleTopics = ['tip', 'mempool', 'fork'] as const;

/** A sale by the id of its offer, asked again with every block; nothing is asked without one. */
export function useSale(id: string | undefined): Answer<SaleView | undefined> {
  return useQuery<SaleView | undefined>(`sale ${id}`, saleTopics, (facade) =>
    id === undefined ? Promise.resolve(undefined) : facade.transfer({ id }),
  );
}

/** The sale that an operation is about, from what stands for its id; nothing where that is none. */
export function saleId(operation: string, text: unknown): string | undefined {
  const id = typeof text === 'string' ? text.trim().toLowerCase() : '';
  return operation.startsWith('transfers.') && /^[0-9a-f]{64}$/.test(id) ? id : undefined;
}
