import { type Role, roleLabels } from '../../../ledger/roles.ts';
import type { AccountView, ActivityView, EntryView } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { useList } from '../../components/use-list.ts';
import { openForm } from '../../forms/open-form.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useQuery, useStatus } from '../../model/use-model.ts';
import { entryRows } from '../../pages/entry.ts';
import { clock, dayOfInstant, livres, shortAddress, signedLivres, thousands } from '../../text/format.ts';
import { beside, blank, dim, prose, type Row, row, type Size, span, title } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';

const topics = ['tip', 'mempool', 'fork'] as const;

/** What the acting name has, and what happened to it. */
export function useWalletView(): ViewModel {
  return useAccountPage({ name: useActing() }, true);
}

/** Any account by its address. */
export function useAccountView(place: Place): ViewModel {
  return useAccountPage(/^[a-z]+1[a-z0-9]{40,}$/.test(place.key) ? { address: place.key } : { name: place.key }, false);
}

function useAccountPage(query: { name?: string; address?: string }, own: boolean): ViewModel {
  const { navigator, copy, messages } = useServices();
  const status = useStatus().value;
  const key = query.name ?? query.address ?? '';
  const account = useQuery<AccountView>(`account ${key}`, topics, (facade) => facade.account(query));
  const activity = useQuery<readonly ActivityView[]>(`whole activity ${key}`, topics, (facade) =>
    facade.activity({ ...query, limit: 200 }),
  );
  const list = useList('activity', activity.value ?? [], ({ id, block }) => `${id} ${block}`, { follow: true });
  const { selected } = list;
  // What a rule did (a reward) has no entry to open; its block is opened instead.
  const entryId = selected?.operation.includes('.') ? selected.id : undefined;
  const entry = useQuery<EntryView | undefined>(`entry ${entryId ?? ''}`, topics, (facade) =>
    entryId === undefined ? Promise.resolve(undefined) : facade.transaction({ id: entryId }),
  );
  const open = () => {
    if (selected === undefined) return;
    if (entryId !== undefined) navigator.push({ screen: navigator.here.screen, view: 'entry', key: entryId });
    else navigator.push({ screen: 'chain', view: 'block', key: String(selected.block) });
  };
  return {
    panes: {
      focus: 'list',
      list: (size) => {
        if (account.value === undefined) return account.refusal ? prose(account.refusal.message, size.width) : [];
        const above = [...balanceRows(account.value, key, size.width), blank, title(' ACTIVITY')];
        if (list.items.length === 0) {
          return [
            ...above,
            ...prose(
              'Nothing yet. What is paid, received, earned or signed with this account is listed here.',
              size.width,
              'dim',
            ),
          ];
        }
        return [
          ...above,
          ...list.table(columns(size), { width: size.width, height: Math.max(2, size.height - above.length) }),
        ];
      },
      detail: (size) => {
        if (entry.value !== undefined) return entryRows(entry.value, status, size.width);
        return selected === undefined || entryId !== undefined ? [] : rewardRows(selected, size.width);
      },
    },
    scopes: ['list', 'wallet'],
    loading: isUnanswered(activity),
    handlers: {
      ...list.handlers,
      ...(selected ? { open } : {}),
      receive: () => navigator.push({ screen: 'wallet', view: 'receive', key }),
      pay: () => openForm(navigator, 'coins.transfer', own ? { as: key } : { to: key }),
      ...(account.value
        ? {
            copy: () => {
              copy(account.value?.address ?? '');
              messages.say(`The address of ${account.value?.name ?? shortAddress(key)} is on the clipboard`);
            },
          }
        : {}),
    },
    labels: {
      open: entryId !== undefined ? 'entry' : 'block',
      pay: own ? 'pay…' : 'pay this one…',
      receive: own ? 'receive' : 'address',
      copy: 'copy address',
    },
    hint: () => dim(` ${list.position('line')}`),
  };
}

function balanceRows(account: AccountView, key: string, width: number): Row[] {
  const roles = account.roles.map((role) => roleLabels[role as Role] ?? role).join(', ');
  const amount = (label: string, value: string, unit = '') =>
    row(' ', span(padTo(label, 14), 'dim'), padTo(livres(value), 18, 'right'), unit);
  const left = [
    amount('Free', account.balance, ' LVR'),
    amount('Locked', account.locked),
    amount('Guarantee', account.stake),
    ...(account.pending === '0' ? [] : [amount('On its way', account.pending)]),
  ];
  const right = [
    row(span(padTo('Cars', 12), 'dim'), thousands(account.cars)),
    row(span(padTo('Signed', 12), 'dim'), thousands(account.nonce)),
    row(span(padTo('Roles', 12), 'dim'), roles === '' ? 'private person' : roles),
  ];
  const half = Math.min(44, Math.ceil(width / 2) + 4);
  return [
    row(' ', span(account.name ?? shortAddress(key), 'title')),
    ...(width >= 60 ? beside({ rows: left, width: half }, { rows: right, width: width - half }) : left),
    ...(account.address.length + 16 <= width
      ? [row(' ', span(padTo('Address', 14), 'dim'), account.address)]
      : addressRows(account.address, width)),
  ];
}

function addressRows(address: string, width: number): Row[] {
  const room = Math.max(10, width - 2);
  const lines = Math.ceil(address.length / room);
  return Array.from({ length: lines }, (_, index) =>
    row(' ', span(address.slice(index * room, (index + 1) * room), 'dim')),
  );
}

function columns({ width }: Size): Column<ActivityView>[] {
  return [
    {
      title: 'When',
      width: 20,
      drop: 1,
      from: 60,
      cell: ({ time, block }) => (block === 0 ? 'waiting' : `${dayOfInstant(time)} ${clock(time).slice(0, 5)}`),
      tone: () => 'dim',
    },
    { title: 'What', cell: ({ label, what }) => (what === '' ? label : width < 60 ? what : `${label}: ${what}`) },
    {
      title: 'LVR',
      width: 16,
      align: 'right',
      cell: ({ change }) => (change === '0' ? '' : signedLivres(change)),
      tone: ({ change }) => (change.startsWith('-') || change === '0' ? undefined : 'good'),
    },
    { title: 'Block', width: 7, align: 'right', cell: ({ block }) => (block === 0 ? 'waiting' : thousands(block)) },
  ];
}

function rewardRows(line: ActivityView, width: number): Row[] {
  return [
    row(' ', span(line.label, 'title')),
    blank,
    ...prose(line.what, width),
    row(' ', span(padTo('Amount', 14), 'dim'), `${signedLivres(line.change)} LVR`),
    row(' ', span(padTo('Block', 14), 'dim'), thousands(line.block)),
  ];
}
