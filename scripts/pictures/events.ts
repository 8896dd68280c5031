/** Hands in one entry; its id. */
export type Submit = (intent: Readonly<Record<string, unknown>>) => Promise<{ readonly id: string }>;

const day = 86_400_000;
const hour = 3_600_000;

/** Who goes to the concert, in the order in which they buy. */
const audience = ['alice', 'bob', 'carol', 'notary', 'garage', 'dealer', 'inspector', 'bob', 'carol', 'dealer'];

/** An evening (UTC) so many days after a Friday that lies more than three weeks ahead. */
function evening(now: number, after: number): { doorsAt: number; startsAt: number; endsAt: number } {
  const first = Math.floor(now / day) + 21;
  // 1 January 1970 was a Thursday.
  const friday = first + ((8 - (first % 7)) % 7);
  const doorsAt = (friday + after) * day + 19 * hour;
  return { doorsAt, startsAt: doorsAt + hour, endsAt: doorsAt + 4 * hour };
}

/** Three events: a concert with an audience, a match that is sold out, and a play. */
export async function tellEvents(submit: Submit, now: number): Promise<void> {
  const policy = { commission: 500, perHolder: 2, freeTransfers: 1, lockBefore: 3_600 };
  const announce = async (fields: { readonly capacity: number; readonly [field: string]: unknown }) => {
    const terms = { sellers: ['seller'], gateKeys: ['organiser'], policy };
    const { id } = await submit({ as: 'organiser', operation: 'tickets.createEvent', ...terms, ...fields });
    const { capacity } = fields;
    await submit({ as: 'organiser', operation: 'tickets.issue', event: id, count: capacity, seller: 'seller' });
    await submit({ as: 'seller', operation: 'tickets.offer', event: id, count: capacity });
    return id;
  };
  const buy = (as: string, event: string, price: string) =>
    submit({ as, operation: 'tickets.buy', event, seller: 'seller', price });
  const concert = await announce({
    ...{ name: 'Concert', venue: 'Olympia', capacity: 500, price: '40000000' },
    ...evening(now, 0),
  });
  const match = await announce({ name: 'Derby', venue: 'Parc', capacity: 2, price: '25000000', ...evening(now, 1) });
  await announce({
    ...{ name: 'Les Misérables', venue: 'Mogador', capacity: 1_200, price: '62000000' },
    ...evening(now, 2),
  });
  for (const name of audience) await buy(name, concert, '40000000');
  await submit({ as: 'bob', operation: 'tickets.list', ticket: `${concert}/2`, price: '38000000' });
  await submit({ as: 'dealer', operation: 'tickets.list', ticket: `${concert}/6`, price: '40000000' });
  for (const name of ['bob', 'carol']) await buy(name, match, '25000000');
  await submit({ as: 'alice', operation: 'tickets.wait', event: match });
}
