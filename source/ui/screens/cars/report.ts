import type { CarReport } from '../../../node/facade.ts';
import { useQuery } from '../../model/use-model.ts';

/** The report of a car, asked again with every block; nothing is asked without a VIN. */
export function useReport(vin: string | undefined) {
  return useQuery<CarReport | undefined>(`car ${vin}`, ['tip', 'mempool', 'fork'], (facade) =>
    vin === undefined ? Promise.resolve(undefined) : facade.car({ vin }),
  );
}
