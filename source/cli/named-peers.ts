import { RefusedError } from '../ledger/refusal.ts';
import type { Environment } from '../node/environment.ts';
import type { Facade } from '../node/facade.ts';
import { dialRefusals } from '../node/network/dialler.ts';

/**
 * Connects to the peers that a person named, and tells once of each that does not answer. The node knows them and goes
 * on trying by itself.
 */
export async function meetNamedPeers(
  node: Pick<Facade, 'dial'>,
  urls: readonly string[],
  tell: (text: string) => void,
  { logger }: Pick<Environment, 'logger'>,
): Promise<void> {
  const unreachable = dialRefusals.DIAL_FAILED({ url: '', reason: '' }).code;
  const meet = async (url: string) => {
    try {
      await node.dial({ url });
    } catch (error) {
      if (!(error instanceof RefusedError)) logger.error({ url, error }, 'a named peer could not be met');
      else tell(error.code === unreachable ? `${error.message} It is tried again.` : error.message);
    }
  };
  await Promise.all(urls.map(meet));
}
