import { RefusedError } from '../ledger/refusal.ts';
import type { Facade, Health } from '../node/facade.ts';
import { namesIn } from './answers.ts';

/**
 * Tells in lines what a node without a screen does: as whom it mines or why not, who joins and leaves, when it is in
 * sync.
 */
export class News {
  readonly #facade: Facade;
  readonly #tell: (line: string) => void;
  readonly #fault: (error: unknown) => void;
  #mining: string | undefined;
  #health: Health | undefined;
  #looking: Promise<void> | undefined;
  #isDue = false;
  #isOver = false;

  /** @param fault told what went wrong while it looked, for the log */
  constructor(facade: Facade, tell: (line: string) => void, fault: (error: unknown) => void) {
    this.#facade = facade;
    this.#tell = tell;
    this.#fault = fault;
  }

  /** Tells how it stands now, and what changes; gives a function that ends this and waits until it has. */
  async start(): Promise<() => Promise<void>> {
    const unsubscribe = this.#facade.subscribe((event) => {
      if (event.type === 'notice') this.#tell(event.text);
      if (event.type === 'peers' || event.type === 'mining') this.#look();
    });
    this.#look();
    await this.#looking;
    return async () => {
      unsubscribe();
      this.#isOver = true;
      await this.#looking;
    };
  }

  /** One look at a time; what happens meanwhile takes one more. */
  #look(): void {
    this.#isDue = true;
    this.#looking ??= this.#lookWhileDue().finally(() => {
      this.#looking = undefined;
    });
  }

  async #lookWhileDue(): Promise<void> {
    try {
      while (this.#isDue && !this.#isOver) {
        this.#isDue = false;
        await this.#compare();
      }
    } catch (error) {
      if (!(error instanceof RefusedError)) this.#fault(error);
    }
  }

  async #compare(): Promise<void> {
    const [status, { running, miner, unable }] = [await this.#facade.status(), await this.#facade.mining()];
    const as = miner === undefined ? undefined : namesIn(status)(miner, 'miner');
    const mining = miningWords(running, status.network === 'regtest', as, unable);
    if (mining !== this.#mining) this.#tell(mining);
    this.#mining = mining;
    const { health, sync, height } = status;
    if (health !== this.#health) {
      if (health === 'in sync') this.#tell(`In sync at block ${height.toLocaleString('en-US')}.`);
      if (health === 'syncing' && sync !== undefined) {
        this.#tell(`Syncing, ${sync.at.toLocaleString('en-US')} of ${sync.target.toLocaleString('en-US')} blocks.`);
      }
    }
    this.#health = health;
  }
}

function miningWords(
  isRunning: boolean,
  isOnDemand: boolean,
  as: string | undefined,
  unable: string | undefined,
): string {
  if (isRunning) return `Mining as ${as}.`;
  if (isOnDemand) return `Blocks come on demand, by ${as ?? 'nobody'}.`;
  if (unable !== undefined) return `Not mining. ${unable}`;
  return `Not mining; it could as ${as}: \`carnet call setMining '{"running":true}'\`.`;
}
