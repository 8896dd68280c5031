import type { SaleSummary } from '../../../node/facade.ts';
import { useOpenReview } from '../../forms/open-review.ts';
import type { Handlers, Labels } from '../../input/keymap.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useStatus } from '../../model/use-model.ts';
import { isHindered, may, type Reader } from './words.ts';

/** The acting name as whoever looks at a sale. */
export function useReader(): Reader {
  const acting = useActing();
  const status = useStatus().value;
  return { status, address: status?.names.find(({ name }) => name === acting)?.address };
}

/** What the acting name can do about a sale, and what the footer says of it. */
export function useSaleActions(sale: SaleSummary | undefined): { handlers: Handlers; labels: Labels } {
  const { navigator, copy, messages } = useServices();
  const acting = useActing();
  const reader = useReader();
  const review = useOpenReview();
  if (sale === undefined) return { handlers: {}, labels: {} };
  const { id, vin, next } = sale;
  const values = { as: acting, id };
  const can = (operation: string) => may(sale, operation, reader);
  const notary = next.find(({ operation }) => operation === 'transfers.cancel')?.notary;
  // What would be refused is not offered.
  const step = isHindered(sale) ? undefined : ['transfers.accept', 'transfers.confirm'].find(can);
  const cancel = can('transfers.cancel')
    ? () =>
        review('transfers.cancel', { ...values, ...(notary === undefined ? {} : { notary: nameIn(reader, notary) }) })
    : undefined;
  const refuse = can('transfers.reject') ? () => review('transfers.reject', values, true) : undefined;
  const giveUp = refuse ?? cancel;
  return {
    handlers: {
      ...(step === undefined ? {} : { open: () => review(step, values) }),
      ...(giveUp === undefined ? {} : { giveUp }),
      ...(sale.status === 'confirmed' && !sale.waiting
        ? { discharge: () => navigator.push({ screen: 'transfers', view: 'discharge', key: id }) }
        : {}),
      object: () => navigator.push({ screen: 'cars', view: 'car', key: vin }),
      copy: () => {
        copy(id);
        messages.say('The id of this sale is on the clipboard');
      },
    },
    labels: {
      open: step === 'transfers.confirm' ? 'confirm…' : 'accept…',
      giveUp: refuse !== undefined ? 'refuse…' : can('transfers.accept') ? 'decline…' : 'call off…',
      object: 'see the car',
      copy: 'copy id',
    },
  };
}

/** As the form takes it: the name that this wallet has for it, else the address. */
function nameIn({ status }: Reader, address: string): string {
  return status?.names.find((known) => known.address === address)?.name ?? address;
}
