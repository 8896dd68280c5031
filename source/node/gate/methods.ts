import type { GateFacade } from '../facade/gate.ts';
import type { Facade } from '../facade.ts';
import { given } from '../parameters.ts';
import { LedgerQueries } from '../queries/queries.ts';
import type { Sources } from '../queries/sources.ts';
import { Admissions, type GateSetup } from './admissions.ts';
import { conflictOf, conflictWords, gate, gateState } from './door.ts';
import { checkName, holderPrint, proof, showName } from './holder.ts';

/** The part of the facade for tickets at a door: those of the holders, and those of the gates. */
export abstract class GateMethods extends LedgerQueries implements GateFacade {
  protected abstract readonly admissions: Admissions;

  holderPrint: Facade['holderPrint'] = async (query) => holderPrint(this.sources, given(query));
  proof: Facade['proof'] = async (query) => proof(this.sources, given(query));
  showName: Facade['showName'] = async (query) => showName(this.sources, given(query));
  checkName: Facade['checkName'] = async (query) => checkName(this.sources, given(query));
  gate: Facade['gate'] = async (query) => gate(this.sources, this.admissions, given(query));
  gateState: Facade['gateState'] = async (query) => gateState(this.sources, this.admissions, given(query));
}

/** Whom the gates of a node let in; `notice` hears what a person should read. */
export function admissionsOver(sources: Sources, setup: Omit<GateSetup, 'conflict'>): Admissions {
  const { wallet, environment } = sources;
  const admissions: Admissions = new Admissions(sources, {
    ...setup,
    conflict: (name) => {
      conflictOf(sources, admissions, name).then(
        (found) => setup.notice(conflictWords(found, (address) => wallet.shortName(wallet.keyOf(address)))),
        (error: unknown) => environment.logger.error({ error }, 'a conflict could not be told'),
      );
    },
  });
  return admissions;
}
