import * as codec from '../../source/ledger/codec.ts';
import { choiceField, numberField } from '../../source/ledger/field-kinds.ts';
import { defineOperation, type Registry } from '../../source/ledger/operation.ts';
import { enqueue } from '../../source/ledger/queue.ts';
import { allRegistries } from '../../source/ledger/registries/index.ts';
import { asHistoric, type Historic, type Kind, type StateReader } from '../../source/ledger/state.ts';

/** A registry of the tests alone: it queues numbers, and writes down each when it is due. */

const registry = 200;
const none = new Uint8Array(0);

export const logKind: Kind<Historic & { readonly numbers: number[] }> = {
  ...{ registry, kind: 1, name: 'log', idLength: 0 },
  codec: codec.struct({
    numbers: codec.list(codec.u32, 60_000),
    historyCount: codec.u32,
    historyHead: codec.hash32,
  }),
};

const empty = { numbers: [], historyCount: 0, historyHead: new Uint8Array(32) };

export function logOf(state: StateReader): readonly number[] {
  return state.get(logKind, none)?.numbers ?? [];
}

const whole = (label: string) => numberField(label, codec.u32, 0, 0xffffffff);

const plan = defineOperation({
  tag: 0xf0,
  name: 'planned.plan',
  label: 'Queue numbers',
  fields: {
    clock: choiceField('Clock', { height: 'height', time: 'time' }),
    due: whole('Due, by height or milliseconds after the founding'),
    first: whole('First number'),
    count: whole('How many'),
  },
  signer: { words: 'anybody' },
  review: () => [],
  summary: () => 'Queued',
  apply: (state, { clock, due, first, count }) => {
    for (let number = first; number < first + count; number++) {
      enqueue(state, clock, clock === 'time' ? due + foundedAt : due, registry, codec.u32.encode(number));
    }
  },
});

/** The time of block 0 on regtest. */
export const foundedAt = 1_767_225_600_000;

const note = defineOperation({
  tag: 0xf1,
  name: 'planned.note',
  label: 'Write down a number at once',
  fields: { number: whole('Number') },
  signer: { words: 'anybody' },
  history: () => [{ kind: asHistoric(logKind), id: none }],
  review: () => [],
  summary: () => 'Written',
  apply: (state, { number }) => {
    const log = state.get(logKind, none) ?? empty;
    state.put(logKind, none, { ...log, numbers: [...log.numbers, number] });
  },
});

const planned: Registry = {
  number: registry,
  name: 'planned',
  operations: [plan, note],
  due: (state, payload) => {
    const log = state.get(logKind, none) ?? empty;
    state.put(logKind, none, { ...log, numbers: [...log.numbers, codec.u32.decode(payload)] });
    return [{ kind: asHistoric(logKind), id: none }];
  },
};

export const withPlanned: readonly Registry[] = [...allRegistries, planned];
