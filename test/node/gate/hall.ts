import type { GateAnswer, GateView, NodeEvent } from '../../../source/node/facade.ts';
import type { Node } from '../../../source/node/node.ts';
import { openNode, SimulatedEnvironment, temporaryFolder } from '../../support/node.ts';

export const price = '40000000';
/** What the gate of these tests shows. */
export const session = 'KLMNOP';
/** 1 March 2026: simulated clocks start at noon. */
export const at = (time: string): number => Date.parse(`2026-03-01T${time}:00Z`);

export const policy = {
  ...{ resaleCap: 10_000, commission: 500, resellers: 'holders', perHolder: 4, freeTransfers: 1, lockBefore: 3_600 },
  ...{ certified: false, reentry: false, sellerFee: 0 },
};

export const concert = {
  ...{ name: 'Concert', venue: 'Olympia', doorsAt: at('19:00'), startsAt: at('20:00'), endsAt: at('23:00') },
  ...{ capacity: 10, price, gateKeys: ['garage', 'inspector'], sellers: ['seller'], policy },
};

interface Door {
  readonly as?: string;
  readonly session?: string;
}

/** What a hall needs of a node. */
interface Ground {
  readonly node: Node;
  mine(at?: number): Promise<void>;
}

/** Announces an event and puts its seats on sale; its id. */
export async function announce({ node, mine }: Ground, over: object = {}): Promise<string> {
  const { id } = await node.submit({ as: 'organiser', operation: 'tickets.createEvent', ...concert, ...over });
  await mine();
  await node.submit({ as: 'organiser', operation: 'tickets.issue', event: id, count: 10, seller: 'seller' });
  await mine();
  await node.submit({ as: 'seller', operation: 'tickets.offer', event: id, count: 10 });
  await mine();
  return id;
}

/** Somebody buys the next seat. */
export async function buy({ node, mine }: Ground, event: string, as: string, holder?: string): Promise<void> {
  const named = holder === undefined ? {} : { holder };
  await node.submit({ as, operation: 'tickets.buy', event, seller: 'seller', price, ...named });
  await mine();
}

/** A proof for a gate with the usual session. */
export async function show(node: Node, event: string, as: string, serial: number, code = session): Promise<string> {
  return (await node.proof({ as, event, serial, session: code })).proof;
}

/** What a gate answers. */
export function ask(node: Node, event: string, proof: string, door: Door = {}): Promise<GateAnswer> {
  return node.gate({ event, proof, session, as: 'garage', ...door });
}

export function stateOf(node: Node, event: string, as = 'garage'): Promise<GateView> {
  return node.gateState({ event, as });
}

/** A node with an event, on a clock that stands still. */
export async function openHall(over: object = {}) {
  const directory = temporaryFolder();
  const environment = new SimulatedEnvironment();
  const notices: string[] = [];
  const open = async () => {
    const node = await openNode({ directory, environment });
    node.subscribe((event: NodeEvent) => {
      if (event.type === 'notice') notices.push(event.text);
    });
    return node;
  };
  let node = await open();
  const mine = async (time?: number) => {
    if (time !== undefined) environment.advance(Math.max(0, time - environment.now()));
    await node.mine({});
  };
  const ground: Ground = {
    get node() {
      return node;
    },
    mine,
  };
  const event = await announce(ground, over);
  return {
    directory,
    environment,
    event,
    notices,
    ground,
    mine,
    get node() {
      return node;
    },
    buy: (as: string, holder?: string) => buy(ground, event, as, holder),
    show: (as: string, serial: number, code?: string): Promise<string> => show(node, event, as, serial, code),
    ask: (proof: string, door?: Door): Promise<GateAnswer> => ask(node, event, proof, door),
    state: (as?: string) => stateOf(node, event, as),
    /** The clock stands at a time of the day. */
    wait: (time: string) => environment.advance(at(time) - environment.now()),
    /** Stops the node and opens it again. */
    restart: async () => {
      await node.close();
      node = await open();
    },
  };
}
