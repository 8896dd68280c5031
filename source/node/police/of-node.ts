import type { PoliceFacade } from '../facade/police.ts';
import { carOfPlate } from '../queries/cars.ts';
import type { Sources } from '../queries/sources.ts';
import { type DeskListener, PoliceDesk } from './desk.ts';
import { policeMethods } from './methods.ts';

/** How a node comes to a police database. */
export interface PoliceSetup {
  /** Where it lies, or would. */
  readonly folder: string;
  /** Unpredictable bytes. */
  randomBytes(size: number): Uint8Array;
}

/** The police database of a node, and the way to have it closed. */
export interface NodePolice extends PoliceFacade {
  stop(): Promise<void>;
}

/** The methods over the database in its place, and over the ledger that knows whose a plate is. */
export function policeOf(sources: Sources, setup: PoliceSetup | undefined, tell: DeskListener): NodePolice {
  const { ledger, chain, wallet, environment } = sources;
  const now = () => environment.now();
  const desk =
    setup &&
    new PoliceDesk(
      { folder: setup.folder, network: ledger.genesisId },
      { now, randomBytes: (size) => setup.randomBytes(size) },
      tell,
    );
  const methods = policeMethods(desk, {
    now,
    height: () => chain.tip.header.height,
    keyOf: (text) => wallet.keyOf(text),
    address: (key) => sources.known().address(key),
    carOf: (plate) => carOfPlate(sources, plate),
  });
  return {
    ...methods,
    stop: async () => {
      await desk?.stop();
    },
  };
}
