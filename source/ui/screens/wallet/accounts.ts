import type { AccountView, KnownName } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { useList } from '../../components/use-list.ts';
import { peopleAs } from '../../forms/known.ts';
import type { Pane, ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useQuery, useStatus } from '../../model/use-model.ts';
import { roleWords } from '../../pages/act-as.ts';
import { livres } from '../../text/format.ts';
import { dim, type Row } from '../../text/row.ts';
import { balanceRows } from './rows.ts';

/** Every name that this wallet signs for, with its roles and balance; Enter acts as it. */
export interface AccountsList {
  readonly count: number;
  readonly list: Pane;
  readonly detail: Pane;
  readonly loading: boolean;
  readonly handlers: ViewModel['handlers'];
  readonly labels: NonNullable<ViewModel['labels']>;
  readonly hint: () => Row;
}

/** @param asked balances are asked only where they are shown */
export function useAccountsList(asked: boolean): AccountsList {
  const { acting, messages, queries } = useServices();
  const now = useActing();
  const all = useStatus().value?.names ?? [];
  const names = peopleAs(all, now);
  const addresses = names.map(({ address }) => address);
  const answer = useQuery<ReadonlyMap<string, AccountView>>(
    asked ? `accounts ${addresses.join(' ')}` : 'no accounts',
    // Balances change with blocks only; what waits is asked for one name, not at every entry for all of them.
    ['tip', 'fork'],
    async (facade) => {
      const accounts = await Promise.all((asked ? addresses : []).map((address) => facade.account({ address })));
      return new Map(accounts.map((account) => [account.address, account]));
    },
  );
  // Who one is may be an alias of the name in the list.
  const own = all.find(({ name }) => name === now)?.address;
  const initial = names.find(({ address }) => address === own)?.name;
  const list = useList('names', names, ({ name }) => name, initial === undefined ? {} : { initial });
  const { selected } = list;
  const balances = answer.value;
  const waiting = useQuery<AccountView | undefined>(
    asked && selected !== undefined ? `account ${selected.address}` : 'no account',
    ['tip', 'mempool', 'fork'],
    (facade) => (asked && selected ? facade.account({ address: selected.address }) : Promise.resolve(undefined)),
  );
  const account = waiting.value ?? (selected && balances?.get(selected.address));
  return {
    count: names.length,
    list: (size) => list.table(columns(balances, own), size),
    detail: ({ width }) => (account === undefined ? [] : balanceRows(account, selected?.name ?? '', width)),
    loading: isUnanswered(answer),
    handlers: {
      ...list.handlers,
      ...(selected === undefined
        ? {}
        : {
            open: () => {
              acting.set(selected.name);
              queries.touchAll();
              messages.say(`You act as ${selected.name}${selected.locked ? '; u unlocks it when it signs' : ''}`);
            },
          }),
    },
    labels: { open: selected === undefined ? 'act as' : `act as ${selected.name}` },
    hint: () => dim(` ${list.position('name')}${list.hasMore() ? ' ↓' : ''}`),
  };
}

function columns(balances: ReadonlyMap<string, AccountView> | undefined, own: string | undefined): Column<KnownName>[] {
  const balance = ({ address }: KnownName) => balances?.get(address)?.balance;
  return [
    { title: 'Name', cell: ({ name, address }) => (address === own ? `${name}, now` : name) },
    { title: 'Roles', drop: 2, cell: roleWords, tone: () => 'dim' },
    {
      title: 'Words',
      width: 13,
      drop: 1,
      cell: (known) => (known.own ? `yours${known.locked ? ', locked' : ''}` : 'demo'),
      tone: ({ locked }) => (locked ? 'warn' : 'dim'),
    },
    {
      title: 'Free LVR',
      width: 18,
      align: 'right',
      cell: (known) => {
        const free = balance(known);
        return free === undefined ? '' : livres(free);
      },
    },
  ];
}
