import type { Refusal } from '../../node/facade.ts';

/** Whatever a facade's method threw, as something to show. An error without a code is a fault of Carnet's own. */
export function toRefusal(thrown: unknown): Refusal {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    const data = 'data' in thrown && typeof thrown.data === 'object' && thrown.data !== null ? thrown.data : {};
    return { code: thrown.code, message, data: data as Readonly<Record<string, unknown>> };
  }
  return { code: 'INTERNAL', message: `Something went wrong inside Carnet: ${message}. Nothing was signed.`, data: {} };
}
