import { byteString } from '../../../source/ledger/byte-string.ts';
import type { Codec } from '../../../source/ledger/codec.ts';
import type { Key } from '../../../source/ledger/keys.ts';
import { commitmentOf } from '../../../source/ledger/registries/books/content.ts';
import { sign } from '../../../source/ledger/signature.ts';
import type { Effect, Heard, Outcome, Step, View } from '../../../source/node/exchange/machine.ts';
import { type Message, messageCodec } from '../../../source/node/exchange/messages.ts';
import { asked, ownerCodec, stepOwner } from '../../../source/node/exchange/owner.ts';
import {
  type RequesterHeard,
  requesterCodec,
  startRequest,
  stepRequester,
} from '../../../source/node/exchange/requester.ts';
import { newWitness, stepWitness, witnessCodec } from '../../../source/node/exchange/witness.ts';
import { price } from '../../ledger/registries/books/shelves.ts';
import { keyOf, secretOf } from '../../ledger/support.ts';
import {
  book,
  content,
  expectHidden,
  ledger,
  names,
  owner,
  type Pace,
  type Party,
  parties,
  requester,
  secrets,
  seed,
  start,
  witnesses,
  xid,
} from './ground.ts';
import { Once } from './once.ts';
import type { Disk, Intent, Liar, Posted, Submitted, Tip } from './world.ts';

/** What comes of it when a machine hears something: what it wrote down, and then what left the house. */
export interface Reaction {
  readonly disk: Disk;
  readonly posted: readonly Posted[];
  readonly submitted: readonly Submitted[];
  readonly kept: string | undefined;
}

/**
 * The real machines, each step made once. A step follows from what is on the disk, what is heard and where the ledger
 * stands, and from nothing else: so the same step need not be made again in every world in which it occurs.
 */
export class Reactions {
  readonly #pace: Pace;
  readonly #liar: Liar | undefined;
  readonly #disks = new Once<Omit<Disk, 'id'>>();
  readonly #posts = new Once<Omit<Posted, 'id'>>();
  readonly #entries = new Once<Omit<Submitted, 'id'>>();
  readonly #known = new Map<number, Reaction>();
  readonly #votes = new Map<string, Uint8Array>();

  constructor(pace: Pace, liar: Liar | undefined) {
    this.#pace = pace;
    this.#liar = liar;
  }

  /** The machines before anything was asked. */
  get empty(): readonly Disk[] {
    return parties.map((party) => this.#disk(party, undefined, undefined));
  }

  /** The requester asks. */
  begin(tip: Tip): Reaction {
    const request = {
      ...{ xid, seed, number: secrets.number, owner: keyOf(owner), self: keyOf(requester), witnesses, book },
      ...{ chunks: content.length, commitment: commitmentOf(content), price, latest: start + this.#pace.span },
    };
    return this.#reaction(requester, requesterCodec, startRequest(request, this.#view(tip)));
  }

  /** What a machine does with a message that was opened, its sender known; or with a new tip, where that is nothing. */
  of(disk: Disk, tip: Tip, posted: Posted | undefined): Reaction {
    const place = (tip.id * 4_096 + disk.id) * 1_024 + (posted?.id ?? 0);
    if (disk.id >= 4_096 || (posted?.id ?? 0) >= 1_023) throw new Error('more than the places were made for');
    let known = this.#known.get(place);
    if (known === undefined) {
      const message = posted && messageCodec.decode(posted.bytes);
      const heard: Heard =
        message === undefined ? { kind: 'tip' } : { kind: 'message', from: keyOf(posted?.from ?? ''), message };
      known = this.#hear(disk, heard, tip) ?? { disk, posted: [], submitted: [], kept: undefined };
      this.#known.set(place, known);
    }
    return known;
  }

  /** What the requester does when it gives up. */
  givenUp(disk: Disk, tip: Tip): Reaction {
    const place = (tip.id * 4_096 + disk.id) * 1_024 + 1_023;
    const nothing = { disk, posted: [], submitted: [], kept: undefined };
    const known = this.#known.get(place) ?? this.#hear(disk, { kind: 'giveUp' }, tip) ?? nothing;
    this.#known.set(place, known);
    return known;
  }

  /** An operation that somebody submits. */
  entry(intent: Intent): Submitted {
    const { author, operation, values, until } = intent;
    const its = ledger.operations.named(operation);
    const bytes = its?.codec.encode(values as Record<string, unknown>) ?? new Uint8Array();
    const name = `${author} ${operation} ${byteString(bytes)}`;
    return this.#entries.of(`${until} ${name}`, () => ({ ...intent, name }));
  }

  #view(tip: Tip): View {
    return { height: tip.height, exchange: tip.exchange, rules: this.#pace };
  }

  #disk(party: Party, bytes: Uint8Array | undefined, outcome: Outcome | undefined): Disk {
    const text = bytes === undefined ? party : `${party} ${byteString(bytes)}`;
    return this.#disks.of(text, () => ({ party, bytes, outcome }));
  }

  #hear({ party, bytes }: Disk, heard: RequesterHeard, tip: Tip): Reaction | undefined {
    const view = this.#view(tip);
    if (party === requester) {
      if (bytes === undefined) return undefined;
      return this.#reaction(party, requesterCodec, stepRequester(requesterCodec.decode(bytes), heard, view));
    }
    if (heard.kind === 'giveUp') return undefined;
    if (party === owner) {
      if (bytes !== undefined) {
        return this.#reaction(party, ownerCodec, stepOwner(ownerCodec.decode(bytes), heard, view));
      }
      return heard.kind === 'message' && heard.message.name === 'ask' ? this.#beAsked(heard.message, tip) : undefined;
    }
    const state = bytes === undefined ? newWitness(xid, keyOf(party), tip.height) : witnessCodec.decode(bytes);
    return this.#reaction(party, witnessCodec, stepWitness(state, heard, view));
  }

  /** The owner is asked and agrees at once. */
  #beAsked(ask: Extract<Message, { name: 'ask' }>, tip: Tip): Reaction {
    const { price: offered, latest, book: wanted } = ask;
    const { state } = asked({
      ...{ xid: ask.xid, self: keyOf(owner), requester: keyOf(requester), witnesses, book: wanted },
      ...{ price: offered, latest, since: tip.height },
    });
    const chunks = this.#liar?.content ?? content;
    const agree = { kind: 'agree', key: secrets.key, chunks, deadline: latest } as const;
    return this.#reaction(owner, ownerCodec, stepOwner(state, agree, this.#view(tip)));
  }

  /** A step with its state as bytes: what is read back from them is all that a machine has. */
  #reaction<S extends { readonly outcome: Outcome | undefined }>(
    party: Party,
    its: Codec<S>,
    { state, effects }: Step<S>,
  ): Reaction {
    return {
      disk: this.#disk(party, its.encode(state), state.outcome),
      posted: effects.flatMap((effect) => this.#sent(party, effect) ?? []),
      submitted: effects.flatMap((effect) => (effect.kind === 'submit' ? this.#submitted(party, effect) : [])),
      kept: effects
        .flatMap((effect) => (effect.kind === 'keep' ? [byteString(commitmentOf(effect.chunks))] : []))
        .at(-1),
    };
  }

  #sent(party: Party, effect: Effect): Posted | undefined {
    if (effect.kind === 'send') return this.#send(party, effect.to, effect.message);
    if (effect.kind !== 'vote') return undefined;
    const signature = this.#sign(party, effect.digest);
    return this.#send(party, effect.to, { xid, name: 'vote', step: effect.step, signature });
  }

  #sign(party: Party, digest: Uint8Array): Uint8Array {
    const place = `${party}${byteString(digest)}`;
    const known = this.#votes.get(place) ?? sign(digest, secretOf(party));
    this.#votes.set(place, known);
    return known;
  }

  #send(from: Party, key: Key, honest: Message): Posted | undefined {
    const to = names.get(byteString(key));
    if (to === undefined) throw new Error('a message to nobody');
    const lies = this.#liar?.party === from ? this.#liar.message : undefined;
    const message = lies === undefined ? honest : lies(honest, to);
    if (message === undefined) return undefined;
    const bytes = messageCodec.encode(message);
    expectHidden(bytes, from, to);
    return this.#posts.of(`${from} ${to} ${byteString(bytes)}`, () => ({ from, to, bytes }));
  }

  #submitted(author: Party, { operation, values, until }: Extract<Effect, { kind: 'submit' }>): Submitted[] {
    const intent = { author, operation, values, until };
    const all = this.#liar?.party === author ? (this.#liar.submit?.(intent) ?? [intent]) : [intent];
    return all.map((one) => this.entry(one));
  }
}
