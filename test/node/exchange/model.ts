import { Blocks } from './blocks.ts';
import { type Pace, type Party, parties, requester } from './ground.ts';
import { type Reaction, Reactions } from './reactions.ts';
import type { Liar, Pending, Posted, Submitted, Tip, World } from './world.ts';

/** Rules and parameters of one world, who lies in it, and what can happen there. */
export class Model {
  readonly pace: Pace;
  readonly liar: Liar | undefined;
  readonly #blocks: Blocks;
  readonly #reactions: Reactions;
  readonly #tempting = new Map<Tip, readonly Submitted[]>();

  constructor(pace: Pace, liar?: Liar) {
    this.pace = pace;
    this.liar = liar;
    this.#blocks = new Blocks(pace);
    this.#reactions = new Reactions(pace, liar);
  }

  /** The requester has asked, and its first messages are on their way. */
  begin(): World {
    const tip = this.#blocks.first;
    const empty: World = {
      ...{ tip, disks: this.#reactions.empty, silent: undefined, killed: undefined, post: [], pool: [] },
      ...{ delivered: false, kept: undefined, before: undefined, undone: [], reorganised: false },
    };
    return after(empty, this.#reactions.begin(tip));
  }

  /** Delivers one message. */
  deliver(world: World, posted: Posted, killed?: Party): World {
    const next = { ...world, post: world.post.filter((one) => one !== posted) };
    const disk = world.disks[parties.indexOf(posted.to)];
    return disk === undefined ? next : reacted(next, this.#reactions.of(disk, world.tip, posted), killed);
  }

  /** Somebody falls silent for ever: what is sent to it is lost. */
  silence(world: World, silent: Party): World {
    return { ...world, silent, post: world.post.filter(({ to }) => to !== silent) };
  }

  /** The requester does not want it any more. */
  giveUp(world: World): World {
    const disk = world.disks[parties.indexOf(requester)];
    return disk === undefined || world.silent === requester
      ? world
      : after(world, this.#reactions.givenUp(disk, world.tip));
  }

  /** A block with some of what waits, in an order; what did not come by then is lost, and everybody hears of the block. */
  mine(world: World, entries: readonly Submitted[], killed?: Party): World {
    const { tip, taken } = this.#blocks.after(world.tip, entries);
    const left = world.pool.filter(({ entry }) => !entries.includes(entry) && entry.until > tip.height);
    // What was refused may fit another branch, and whoever sent it sends it again if it is still wanted.
    const pool = left.map(({ entry, age }) => ({ entry, age: age + 1 }));
    const next = { ...world, tip, post: [], pool, before: world.tip, undone: taken };
    return this.#tick(submitted(next, this.#tempted(tip)), killed);
  }

  /** Takes the last block back and finds two others in its place: what it held waits again. Once in a world. */
  reorganise(world: World): World | undefined {
    const { before, undone, reorganised } = world;
    if (before === undefined || reorganised) return undefined;
    const again = undone.map((entry): Pending => ({ entry, age: 0 }));
    const waiting = world.pool.filter(({ entry }) => !undone.some(({ name }) => name === entry.name));
    const { tip } = this.#blocks.after(before, []);
    return { ...this.mine({ ...world, tip, pool: [...again, ...waiting] }, []), reorganised: true };
  }

  /** Every machine that is awake hears of the new tip. */
  #tick(world: World, killed: Party | undefined): World {
    return world.disks.reduce(
      (at, disk) => (at.silent === disk.party ? at : reacted(at, this.#reactions.of(disk, at.tip, undefined), killed)),
      world,
    );
  }

  #tempted(tip: Tip): readonly Submitted[] {
    const known = this.#tempting.get(tip) ?? (this.liar?.tries?.(tip) ?? []).map((one) => this.#reactions.entry(one));
    this.#tempting.set(tip, known);
    return known;
  }
}

/** A world after a machine has done something; what left the house is lost where it was killed first. */
function reacted(world: World, reaction: Reaction, killed: Party | undefined): World {
  if (killed !== reaction.disk.party) return after(world, reaction);
  return { ...withDisk(world, reaction), killed };
}

function withDisk(world: World, { disk }: Reaction): World {
  const at = parties.indexOf(disk.party);
  return world.disks[at] === disk ? world : { ...world, disks: world.disks.with(at, disk) };
}

function after(world: World, reaction: Reaction): World {
  const fresh = reaction.posted.filter((one) => one.to !== world.silent && !world.post.includes(one));
  const next = submitted(withDisk(world, reaction), reaction.submitted);
  const kept = reaction.kept ?? world.kept;
  if (fresh.length === 0 && kept === world.kept) return next;
  return { ...next, post: [...world.post, ...fresh], kept };
}

function submitted(world: World, entries: readonly Submitted[]): World {
  const fresh = entries.filter(({ name }) => !world.pool.some(({ entry }) => entry.name === name));
  const delivered = world.delivered || entries.some(({ operation }) => operation === 'books.deliver');
  if (fresh.length === 0 && delivered === world.delivered) return world;
  return { ...world, delivered, pool: [...world.pool, ...fresh.map((entry) => ({ entry, age: 0 }))] };
}
