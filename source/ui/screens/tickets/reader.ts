import type { Status } from '../../../node/facade.ts';
import { nameOf } from '../../forms/known.ts';
import { useActing, useStatus } from '../../model/use-model.ts';

/** Who looks at events and tickets, and when. */
export interface Reader {
  readonly status: Status | undefined;
  /** The name that the terminal acts as. */
  readonly acting: string;
  /** Its address, where this wallet has the name. */
  readonly address: string | undefined;
  /** Milliseconds since 1970; 0 while nothing is known. */
  readonly now: number;
}

/** The acting name as whoever looks. */
export function useReader(): Reader {
  const acting = useActing();
  const status = useStatus().value;
  const address = status?.names.find(({ name }) => name === acting)?.address;
  return { status, acting, address, now: status?.now ?? 0 };
}

/** `you`, or the name. */
export function whom({ status, address }: Reader, party: string): string {
  return party === address ? 'you' : nameOf(status, party);
}

/** As a form takes it: the name that this wallet has for it, else the address. */
export function nameIn({ status }: Reader, address: string): string {
  return status?.names.find((known) => known.address === address)?.name ?? address;
}
