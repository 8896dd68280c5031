import { describe, expect, test } from 'vitest';
import { type Codec, decode } from '../../../source/ledger/codec.ts';
import { keyVote } from '../../../source/ledger/registries/books/secrets.ts';
import { quorumOf, type Vote } from '../../../source/ledger/registries/books/witnesses.ts';
import { sign } from '../../../source/ledger/signature.ts';
import { type Effect, isQuorum, type View, withVote } from '../../../source/node/exchange/machine.ts';
import { type Message, messageCodec } from '../../../source/node/exchange/messages.ts';
import { ownerCodec, stepOwner } from '../../../source/node/exchange/owner.ts';
import { requesterCodec, stepRequester } from '../../../source/node/exchange/requester.ts';
import { newWitness, stepWitness, witnessCodec } from '../../../source/node/exchange/witness.ts';
import { bytesOf } from '../../ledger/registries/books/shelves.ts';
import { keyOf, secretOf } from '../../ledger/support.ts';
import { owner, type Pace, type Party, parties, requester } from './ground.ts';
import { Model } from './model.ts';
import { diskOf, type Posted, type World } from './world.ts';

const pace: Pace = { deliveryDepth: 2, deliveryMargin: 3, ownMiningBlocks: 1, disputeBlocks: 4, patience: 9, span: 12 };
const model = new Model(pace);

/** Every moment of a hand-over in which nothing is lost, and what was sent in it. */
function story(replay = false): { worlds: World[]; posted: Posted[] } {
  const posted: Posted[] = [];
  const worlds = [model.begin()];
  const now = () => worlds.at(-1) as World;
  while (now().tip.exchange?.ending === undefined) {
    for (let next = now().post[0]; next !== undefined; next = now().post[0]) {
      posted.push(next);
      worlds.push(model.deliver(now(), next));
    }
    // What was sent once comes again before every block; what that brings about is lost with the block.
    if (replay) for (const old of [...posted]) worlds.push(model.deliver(now(), old));
    const waiting = now().pool.map(({ entry }) => entry);
    worlds.push(model.mine(now(), waiting));
  }
  return { worlds, posted };
}

const told = story();
const [witness] = parties.slice(2) as [Party];

function viewOf({ tip }: World): View {
  return { height: tip.height, exchange: tip.exchange, rules: pace };
}

/** What one machine of a moment does with a message. */
function hear(world: World, party: Party, from: Uint8Array, message: Message) {
  const disk = diskOf(world, party);
  if (disk === undefined) return undefined;
  const heard = { kind: 'message', from, message } as const;
  const run = <S>(codec: Codec<S>, step: (state: S) => { state: S; effects: readonly unknown[] }) => {
    const state = codec.decode(disk);
    const { state: after, effects } = step(state);
    return { isSame: after === state, effects };
  };
  if (party === requester) return run(requesterCodec, (state) => stepRequester(state, heard, viewOf(world)));
  if (party === owner) return run(ownerCodec, (state) => stepOwner(state, heard, viewOf(world)));
  return run(witnessCodec, (state) => stepWitness(state, heard, viewOf(world)));
}

describe('a hand-over in which nothing is lost', () => {
  test('comes to its end in the order of the protocol', () => {
    const last = told.worlds.at(-1) as World;
    expect(last.tip.exchange).toMatchObject({ status: 'done', ending: 'confirmed' });
    const names = told.posted.map(({ bytes }) => messageCodec.decode(bytes).name);
    expect(new Set(names)).toEqual(
      new Set(['announce', 'ask', 'content', 'print', 'askKey', 'vote', 'number', 'askRequest']),
    );
    expect(names.indexOf('number')).toBeGreaterThan(names.indexOf('vote'));
  });

  test('comes to the same end when every message comes again and again', () => {
    const last = story(true).worlds.at(-1) as World;
    expect(last.tip.exchange).toMatchObject({ status: 'done', ending: 'confirmed' });
    expect(last.tip.height).toBe((told.worlds.at(-1) as World).tip.height);
  });
});

describe('a machine ignores', () => {
  const messages = told.posted.map(({ bytes, to, from }) => ({ to, from, message: messageCodec.decode(bytes) }));

  test('messages of another hand-over', () => {
    for (const world of told.worlds) {
      for (const { to, from, message } of messages) {
        const heard = hear(world, to, keyOf(from), { ...message, xid: bytesOf('an older one') });
        expect(heard ?? { isSame: true, effects: [] }).toEqual({ isSame: true, effects: [] });
      }
    }
  });

  test('messages of a stranger', () => {
    for (const world of told.worlds) {
      for (const { to, message } of messages) {
        // A witness learns who the two are from what they say; afterwards it listens to nobody else.
        if ((message.name === 'announce' || message.name === 'print') && world.tip.height < 8) continue;
        const heard = hear(world, to, keyOf('alice'), message);
        expect(heard ?? { isSame: true, effects: [] }).toEqual({ isSame: true, effects: [] });
      }
    }
  });

  test('a second word of the requester or the owner to a witness', () => {
    const world = told.worlds.find((one) => one.tip.height > 7 && diskOf(one, witness) !== undefined) as World;
    for (const { from, message } of messages.filter(({ to }) => to === witness)) {
      if (message.name !== 'announce' && message.name !== 'print') continue;
      const other = message.name === 'announce' ? { requestHash: bytesOf('x') } : { keyHash: bytesOf('x') };
      const heard = hear(world, witness, keyOf(from), { ...message, ...other });
      expect(heard).toEqual({ isSame: true, effects: [] });
    }
  });

  test('whatever comes after its end', () => {
    const done = requesterCodec.decode(diskOf(told.worlds.at(-1) as World, requester) as Uint8Array);
    const closed = { ...done, outcome: 'confirmed' } as const;
    const view = viewOf(told.worlds[0] as World);
    expect(stepRequester(closed, { kind: 'tip' }, view)).toEqual({ state: closed, effects: [] });
  });
});

describe('what a machine writes down', () => {
  test('comes back, and nothing longer or shorter does', () => {
    const codecs = { [requester]: requesterCodec, [owner]: ownerCodec, [witness]: witnessCodec } as const;
    for (const party of [requester, owner, witness]) {
      const disks = told.worlds.flatMap((world) => diskOf(world, party) ?? []);
      const codec = codecs[party] as unknown as Codec<object>;
      const raw = disks.at(-1) ?? new Uint8Array();
      for (const disk of disks) expect(codec.encode(codec.decode(disk))).toEqual(disk);
      for (let size = 0; size < raw.length; size += 5) {
        expect(() => decode(codec, raw.subarray(0, size), 'state')).toThrow('not a valid state');
      }
      expect(() => decode(codec, Uint8Array.of(...raw, 0), 'state')).toThrow('not a valid state');
    }
  });
});

describe('votes', () => {
  const digest = keyVote(bytesOf('xid'), bytesOf('key'), bytesOf('root'));
  const names = ['library-1', 'library-2', 'library-3'];
  const witnesses = names.map(keyOf);
  const voteOf = (name: string): Vote => ({ witness: keyOf(name), signature: sign(digest, secretOf(name)) });
  const count = (votes: readonly Vote[]) =>
    votes.reduce<readonly Vote[]>((sum, vote) => withVote(sum, vote, { witnesses, digest }), []);

  test('of a majority are a quorum, whatever the minority says', () => {
    expect(quorumOf(3)).toBe(2);
    const lie = { witness: keyOf('library-3'), signature: new Uint8Array(64).fill(1) };
    const votes = count([lie, voteOf('library-1'), lie, voteOf('library-2')]);
    expect(isQuorum(votes, witnesses)).toBe(true);
    expect(votes.map(({ witness: key }) => key)).toEqual([keyOf('library-1'), keyOf('library-2')]);
  });

  test('of a minority, of strangers, twice by one, or for something else are none', () => {
    const other = { witness: keyOf('library-2'), signature: sign(bytesOf('other'), secretOf('library-2')) };
    expect(isQuorum(count([voteOf('library-1')]), witnesses)).toBe(false);
    expect(isQuorum(count([voteOf('library-1'), voteOf('library-1')]), witnesses)).toBe(false);
    expect(isQuorum(count([voteOf('library-1'), voteOf('alice')]), witnesses)).toBe(false);
    expect(isQuorum(count([voteOf('library-1'), other]), witnesses)).toBe(false);
  });
});

test('the end is kept for a block of the requester while it has time for that', () => {
  const world = told.worlds.find((one) => one.tip.exchange?.status === 'delivered') as World;
  const state = requesterCodec.decode(diskOf(world, requester) as Uint8Array);
  const { effects } = stepRequester(state, { kind: 'tip' }, viewOf(world));
  const { deliveredAt, until } = world.tip.exchange ?? { deliveredAt: 0, until: 0 };
  expect(effects.at(-1)).toMatchObject({ operation: 'books.transfer', ownUntil: deliveredAt + 1, until });
  expect(until).toBe(deliveredAt + pace.disputeBlocks);
});

describe('a requester', () => {
  const at = (status: string) => {
    const world = told.worlds.find((one) => one.tip.exchange?.status === status) as World;
    return { state: requesterCodec.decode(diskOf(world, requester) as Uint8Array), view: viewOf(world) };
  };
  const did = (effects: readonly Effect[]) =>
    effects.flatMap((effect) => {
      if (effect.kind === 'send') return [effect.message.name];
      return effect.kind === 'submit' ? [effect.operation] : effect.kind === 'keep' ? ['keep'] : [];
    });

  test('whose encrypted book was lost asks for it again: no number, no word about the delivery, until it is there', () => {
    for (const status of ['accepted', 'delivered'] as const) {
      const { state, view } = at(status);
      const { blocks } = state;
      const lost = stepRequester({ ...state, blocks: [] }, { kind: 'tip' }, view);
      expect(did(lost.effects)).toEqual(['ask']);
      const { message } = lost.effects[0] as Extract<Effect, { kind: 'send' }>;
      const content: Message = { xid: state.xid, name: 'content', blocks: [...blocks] };
      const again = stepRequester(lost.state, { kind: 'message', from: state.owner, message: content }, view);
      expect(message).toMatchObject({ name: 'ask', seed: state.seed, book: state.book });
      expect(did(again.effects)).toEqual(status === 'accepted' ? ['number'] : ['keep', 'books.transfer']);
    }
  });

  test('still shows that a key is the wrong one without its book', () => {
    const { state, view } = at('delivered');
    const exchange = view.exchange && { ...view.exchange, keyHash: bytesOf('another key') };
    const { effects } = stepRequester({ ...state, blocks: [] }, { kind: 'tip' }, { ...view, exchange });
    expect(effects).toMatchObject([{ operation: 'books.dispute', values: { evidence: undefined } }]);
  });

  test('that accepted one promise keeps its book, whatever another branch promises', () => {
    const { state, view } = at('offered');
    const accepted = { ...state, blocks: at('accepted').state.blocks, acceptable: 20 };
    const exchange = view.exchange && { ...view.exchange, ciphertextRoot: bytesOf('another book') };
    const step = stepRequester(accepted, { kind: 'tip' }, { ...view, exchange });
    expect(step).toEqual({ state: accepted, effects: [] });
  });

  test('counts votes for the promise that stands now alone', () => {
    const { state: after, view: late } = at('accepted');
    const { state, view } = at('offered');
    expect(isQuorum(after.votes, state.witnesses)).toBe(true);
    const voted = { ...state, blocks: after.blocks, votes: after.votes };
    expect(did(stepRequester(voted, { kind: 'tip' }, view).effects)).toEqual(['books.accept']);
    const exchange = view.exchange && { ...view.exchange, keyHash: bytesOf('another key') };
    const step = stepRequester(voted, { kind: 'tip' }, { ...view, height: late.height - 1, exchange });
    expect(step.state.votes).toEqual([]);
    // Who has not voted may not have heard of it either.
    expect(new Set(did(step.effects))).toEqual(new Set(['announce', 'askKey']));
  });

  test('takes no book with a part that nobody could show to the ledger', () => {
    const { state, view } = at('accepted');
    for (const blocks of [[new Uint8Array()], [new Uint8Array(48)]]) {
      const message: Message = { xid: state.xid, name: 'content', blocks };
      const lost = { ...state, blocks: [] };
      const bare = { ...view, exchange: undefined };
      expect(stepRequester(lost, { kind: 'message', from: state.owner, message }, bare).state).toBe(lost);
      expect(() => messageCodec.encode(message)).toThrow();
    }
  });
});

test('a witness believes nobody who announces a hand-over in the name of whoever asks', () => {
  const [first] = told.worlds as [World];
  const { state } = { state: requesterCodec.decode(diskOf(first, requester) as Uint8Array) };
  const fresh = newWitness(state.xid, keyOf(witness), first.tip.height);
  const message: Message = {
    ...{ xid: state.xid, name: 'announce', seed: state.seed },
    ...{ owner: keyOf('library-3'), book: state.book, requestHash: bytesOf('false') },
  };
  const heard = (name: string) => stepWitness(fresh, { kind: 'message', from: keyOf(name), message }, viewOf(first));
  expect(heard('library-3').state).toBe(fresh);
  expect(heard(requester).state).toMatchObject({
    requester: keyOf(requester),
    announced: { owner: keyOf('library-3') },
  });
});
