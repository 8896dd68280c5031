import { checkEnd, isOver } from './ends.ts';
import type { Party } from './ground.ts';
import type { Model } from './model.ts';
import { nameOf, type Submitted, type World } from './world.ts';

/** How far a model is gone through. */
export interface Reach {
  /** Who may fall silent for ever, at any moment. */
  readonly mayFallSilent?: readonly Party[];
  /** Who may be killed between its disk and the wire, once, at any moment. */
  readonly mayBeKilled?: readonly Party[];
  /** Whether the requester may give up, at any moment. */
  readonly mayGiveUp?: boolean;
  /** Whether the last block may be taken back, once. */
  readonly mayReorganise?: boolean;
  /** Blocks that may leave an operation out. */
  readonly delay: number;
}

/** What was found: how many worlds, and how the hand-over ended in the last ones. */
export interface Found {
  readonly worlds: number;
  readonly endings: ReadonlySet<string>;
}

/**
 * Goes through every world that can follow and holds each last one to what must be true.
 * Since every message may be lost, whatever can come of a world can come of the same world with more on its way too:
 * so a world is left out where one that differs only by more messages was gone through.
 */
export function explore(model: Model, reach: Reach): Found {
  const seen = new Map<string, number[][]>();
  const open: World[] = [];
  const endings = new Set<string>();
  let worlds = 0;
  const arrive = (world: World) => {
    const name = nameOf(world, reach.mayReorganise === true);
    const post = world.post.map(({ id }) => id);
    const known = seen.get(name);
    if (known?.some((more) => post.every((id) => more.includes(id)))) return;
    worlds++;
    if (known !== undefined) known.push(post);
    else {
      seen.set(name, [post]);
      // A block carries no messages over: what it brings is the same whatever was on its way.
      if (isOver(model, world)) endings.add(checkEnd(model, world));
      else open.push(...afterBlock(model, world, reach));
    }
    if (!isOver(model, world)) open.push(...afterMessage(model, world, reach));
  };
  arrive(model.begin());
  for (let world = open.pop(); world !== undefined; world = open.pop()) arrive(world);
  return { worlds, endings };
}

/** What can come before the next block. */
function afterMessage(
  model: Model,
  world: World,
  { mayFallSilent = [], mayBeKilled = [], mayGiveUp = false }: Reach,
): World[] {
  const silenced = world.silent === undefined ? mayFallSilent.map((party) => model.silence(world, party)) : [];
  const delivered = world.post.map((posted) => model.deliver(world, posted)).filter((next) => isMore(world, next));
  const killed = world.killed === undefined ? world.post.filter(({ to }) => mayBeKilled.includes(to)) : [];
  const givenUp = mayGiveUp ? [model.giveUp(world)].filter(({ disks }) => disks !== world.disks) : [];
  return [...delivered, ...silenced, ...givenUp, ...killed.map((posted) => model.deliver(world, posted, posted.to))];
}

/** Whether anything came of a message: where nothing did, it might as well have been lost. */
function isMore(world: World, next: World): boolean {
  return (
    next.disks !== world.disks ||
    next.pool !== world.pool ||
    next.kept !== world.kept ||
    next.post.length >= world.post.length
  );
}

/** What the next block can bring, and the last one taken back. */
function afterBlock(model: Model, world: World, { mayBeKilled = [], mayReorganise = false, delay }: Reach): World[] {
  const blocks = blocksOf(world, delay);
  const mined = blocks.map((entries) => model.mine(world, entries));
  const killed = world.killed === undefined ? mayBeKilled : [];
  const undone = mayReorganise ? model.reorganise(world) : undefined;
  return [
    ...mined,
    ...killed.flatMap((party) => blocks.map((entries) => model.mine(world, entries, party))),
    ...(undone === undefined ? [] : [undone]),
  ];
}

/** What the next block may hold: all that waits, less any of what has not waited too long yet, in every order. */
function blocksOf({ pool }: World, delay: number): (readonly Submitted[])[] {
  const choices = pool.reduce<(readonly Submitted[])[]>(
    (all, { entry, age }) => [...all.map((one) => [...one, entry]), ...(age < delay ? all : [])],
    [[]],
  );
  return choices.flatMap(ordersOf);
}

function ordersOf(entries: readonly Submitted[]): (readonly Submitted[])[] {
  if (entries.length < 2) return [entries];
  return entries.flatMap((first) =>
    ordersOf(entries.filter((other) => other !== first)).map((others) => [first, ...others]),
  );
}
