import { byteString } from '../../../source/ledger/byte-string.ts';
import { sha256 } from '../../../source/ledger/hash.ts';
import type { Key } from '../../../source/ledger/keys.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import { dequeueDue } from '../../../source/ledger/queue.ts';
import { RefusedError } from '../../../source/ledger/refusal.ts';
import { commitmentOf } from '../../../source/ledger/registries/books/content.ts';
import { sign } from '../../../source/ledger/signature.ts';
import { Overlay } from '../../../source/ledger/state.ts';
import type { Effect, Step, View } from '../../../source/node/exchange/machine.ts';
import { type Message, messageCodec } from '../../../source/node/exchange/messages.ts';
import { asked, ownerCodec, stepOwner } from '../../../source/node/exchange/owner.ts';
import { requesterCodec, startRequest, stepRequester } from '../../../source/node/exchange/requester.ts';
import { newWitness, stepWitness, witnessCodec } from '../../../source/node/exchange/witness.ts';
import { price } from '../../ledger/registries/books/shelves.ts';
import { keyOf, secretOf } from '../../ledger/support.ts';
import {
  book,
  content,
  exchangeIn,
  expectHidden,
  type Liar,
  ledger,
  names,
  owner,
  type Pace,
  type Party,
  type Pending,
  type Posted,
  parties,
  print,
  requester,
  same,
  secrets,
  source,
  start,
  type World,
  witnesses,
  xid,
} from './world.ts';

/** Rules and parameters of one world, and who lies in it. */
export class Model {
  readonly pace: Pace;
  readonly liar: Liar | undefined;
  /** Who is killed in the step that is being gone. */
  #killed: Party | undefined;
  readonly #votes = new Map<string, Uint8Array>();

  constructor(pace: Pace, liar?: Liar) {
    this.pace = pace;
    this.liar = liar;
  }

  get parameters() {
    return { ...regtest.parameters, ...this.pace };
  }

  /** The requester has asked, and its first messages are on their way. */
  begin(): World {
    const empty: World = {
      ...{ height: start, state: new Map(), machines: {}, silent: undefined, killed: undefined, post: [], pool: [] },
      ...{ delivered: false, kept: undefined, before: undefined, undone: [], reorganised: false },
    };
    const request = {
      ...{ xid, number: secrets.number, owner: keyOf(owner), self: keyOf(requester), witnesses, book },
      ...{ chunks: content.length, commitment: commitmentOf(content), price, latest: start + this.pace.span },
    };
    return this.#carryOut(empty, requester, this.#recorded(requesterCodec, startRequest(request, this.#view(empty))));
  }

  #view(world: World): View {
    return { height: world.height, exchange: exchangeIn(world), rules: this.pace };
  }

  /** Delivers one message; it is opened and its sender known. */
  deliver(world: World, posted: Posted, killed?: Party): World {
    const post = world.post.filter((one) => one !== posted);
    const next = { ...world, post };
    if (world.silent === posted.to) return next;
    this.#killed = killed;
    const message = messageCodec.decode(posted.bytes);
    return this.#hear(next, posted.to, { kind: 'message', from: keyOf(posted.from), message });
  }

  /** Every machine that is awake hears of the new tip. */
  #tick(world: World): World {
    return parties.reduce((at, name) => (at.silent === name ? at : this.#hear(at, name, { kind: 'tip' })), world);
  }

  #hear(world: World, party: Party, heard: Parameters<typeof stepRequester>[1]): World {
    const view = this.#view(world);
    const disk = world.machines[party];
    if (party === requester) {
      if (disk === undefined) return world;
      const step = stepRequester(requesterCodec.decode(disk), heard, view);
      return this.#carryOut(world, party, this.#recorded(requesterCodec, step));
    }
    if (party !== owner) {
      const state = disk === undefined ? newWitness(xid, keyOf(party), world.height) : witnessCodec.decode(disk);
      return this.#carryOut(world, party, this.#recorded(witnessCodec, stepWitness(state, heard, view)));
    }
    if (disk !== undefined) {
      const step = stepOwner(ownerCodec.decode(disk), heard, view);
      return this.#carryOut(world, party, this.#recorded(ownerCodec, step));
    }
    return heard.kind === 'message' && heard.message.name === 'ask' ? this.#beAsked(world, heard.message) : world;
  }

  /** The owner is asked and agrees at once. */
  #beAsked(world: World, ask: Extract<Message, { name: 'ask' }>): World {
    const { price: offered, latest, book: wanted } = ask;
    const state = asked({
      ...{ xid: ask.xid, self: keyOf(owner), requester: keyOf(requester), witnesses, book: wanted },
      ...{ price: offered, latest, since: world.height },
    }).state;
    const chunks = this.liar?.content ?? content;
    const agree = { kind: 'agree', key: secrets.key, chunks, deadline: latest } as const;
    return this.#carryOut(world, owner, this.#recorded(ownerCodec, stepOwner(state, agree, this.#view(world))));
  }

  /** A step with its state as bytes: what is read back from them is all that a machine has. */
  #recorded<S>(itsCodec: { encode(state: S): Uint8Array }, { state, effects }: Step<S>) {
    return { disk: itsCodec.encode(state), effects };
  }

  #carryOut(world: World, party: Party, { disk, effects }: { disk: Uint8Array; effects: readonly Effect[] }): World {
    const machines = { ...world.machines, [party]: disk };
    if (this.#killed === party) return { ...world, machines, killed: party };
    return effects.reduce((at, effect) => this.#effect(at, party, effect), { ...world, machines });
  }

  #effect(world: World, party: Party, effect: Effect): World {
    switch (effect.kind) {
      case 'send':
        return this.#send(world, party, effect.to, effect.message);
      case 'vote': {
        const signature = this.#sign(party, effect.digest);
        return this.#send(world, party, effect.to, { xid, name: 'vote', step: effect.step, signature });
      }
      case 'submit': {
        const { operation, values, until } = effect;
        const pending: Pending = { author: party, operation, values, until, age: 0 };
        const all = this.liar?.party === party ? (this.liar.submit?.(pending) ?? [pending]) : [pending];
        return all.reduce((at, one) => this.#submit(at, one), world);
      }
      case 'keep':
        return { ...world, kept: byteString(commitmentOf(effect.chunks)) };
      default:
        return world;
    }
  }

  #sign(party: Party, digest: Uint8Array): Uint8Array {
    const place = `${party}${byteString(digest)}`;
    const known = this.#votes.get(place) ?? sign(digest, secretOf(party));
    this.#votes.set(place, known);
    return known;
  }

  #send(world: World, from: Party, key: Key, honest: Message): World {
    const to = names.get(byteString(key));
    if (to === undefined) throw new Error('a message to nobody');
    const lies = this.liar?.party === from ? this.liar.message : undefined;
    const message = lies === undefined ? honest : lies(honest, to);
    if (message === undefined) return world;
    const bytes = messageCodec.encode(message);
    expectHidden(bytes, from, to);
    const isThere = world.post.some((one) => one.to === to && one.from === from && same(one.bytes, bytes));
    return isThere ? world : { ...world, post: [...world.post, { from, to, bytes }] };
  }

  #submit(world: World, pending: Pending): World {
    const delivered = world.delivered || pending.operation === 'books.deliver';
    const isThere = world.pool.some((one) => print(one) === print(pending));
    return isThere ? { ...world, delivered } : { ...world, delivered, pool: [...world.pool, pending] };
  }

  /** A block with some of what waits, in an order; what did not come by then is lost, and everybody hears of the block. */
  mine(world: World, entries: readonly Pending[], killed?: Party): World {
    this.#killed = killed;
    const height = world.height + 1;
    const state = new Overlay(source(world.state));
    this.#runQueue(state, height);
    const taken = entries.filter((entry) => this.#apply(state, entry, height));
    const left = world.pool.filter((one) => !entries.includes(one)).map((one) => ({ ...one, age: one.age + 1 }));
    const changed = new Map(world.state);
    for (const { key, after } of state.changes()) changed.set(key, after);
    const next: World = {
      ...{ ...world, height, state: changed, post: [] },
      // What was refused may fit another branch, and whoever sent it sends it again if it is still wanted.
      ...{ pool: left.filter(({ until }) => until > height) },
      ...{ before: { height: world.height, state: world.state }, undone: taken },
    };
    return this.#tick(this.#tempt(next));
  }

  /** Takes the last block back and finds two others in its place: what it held waits again. Once in a world. */
  reorganise(world: World): World | undefined {
    const { before, undone } = world;
    if (before === undefined || world.reorganised) return undefined;
    const back = { ...world, ...before, pool: [...undone.map((one) => ({ ...one, age: 0 })), ...world.pool] };
    const first = this.#blank(back);
    const pool = first.pool.filter((one, at, all) => all.findIndex((other) => print(other) === print(one)) === at);
    const second = this.mine({ ...first, pool }, []);
    return { ...second, reorganised: true };
  }

  #blank(world: World): World {
    const height = world.height + 1;
    const state = new Overlay(source(world.state));
    this.#runQueue(state, height);
    const changed = new Map(world.state);
    for (const { key, after } of state.changes()) changed.set(key, after);
    return { ...world, height, state: changed };
  }

  #tempt(world: World): World {
    const tries = this.liar?.tries?.(world) ?? [];
    return tries.reduce((at, one) => this.#submit(at, one), world);
  }

  #runQueue(state: Overlay, height: number): void {
    const context = { height, time: 0, parameters: this.parameters };
    for (
      let entry = dequeueDue(state, 'height', height);
      entry !== undefined;
      entry = dequeueDue(state, 'height', height)
    ) {
      ledger.registry(entry.registry)?.due?.(state, entry.payload, context);
    }
  }

  /** Whether the rules took it. */
  #apply(state: Overlay, { author, operation, values, until }: Pending, height: number): boolean {
    if (height > until) return false;
    const view = new Overlay(state);
    const its = ledger.operations.named(operation);
    if (its === undefined) throw new Error(`no operation ${operation}`);
    // Over the wire and back: what does not fit its own encoding is nothing.
    const read = its.codec.decode(its.codec.encode(values as Record<string, unknown>));
    const id = sha256(its.codec.encode(read));
    const key = keyOf(author);
    try {
      its.apply(view, read, { height, time: 0, miner: key, author: key, id, parameters: this.parameters });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return false;
    }
    view.merge();
    return true;
  }
}
