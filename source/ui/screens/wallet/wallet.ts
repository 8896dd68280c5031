import { formatLivres } from '../../../ledger/amount.ts';
import type { AccountView, ActivityView, EntryView, WalletView } from '../../../node/facade.ts';
import { useList } from '../../components/use-list.ts';
import { isReader } from '../../forms/known.ts';
import { openForm } from '../../forms/open-form.ts';
import type { Pane, ViewModel } from '../../frame/view.ts';
import type { Handlers } from '../../input/keymap.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useMemory, useQuery, useStatus, useWallet } from '../../model/use-model.ts';
import { entryRows } from '../../pages/entry.ts';
import { shortAddress, thousands } from '../../text/format.ts';
import { blank, dim, prose, type Row, row, type Size, span, title } from '../../text/row.ts';
import { useAccountsList } from './accounts.ts';
import { useOwnerNews } from './owner.ts';
import { activityColumns, balanceRows, rewardRows, wholeAddressRows } from './rows.ts';
import { useWordsActions, wordsRows } from './words/actions.ts';

const topics = ['tip', 'mempool', 'fork'] as const;

/** What the acting name has and what happened to it; beside that every name to act as, and the own words. */
export function useWalletView(): ViewModel {
  const acting = useActing();
  const status = useStatus().value;
  const page = useAccountPage({ name: acting }, true);
  const wallet = useWallet().value;
  const actions = useWordsActions(wallet);
  const [shown, setShown] = useMemory<'activity' | 'accounts'>('shown', 'activity');
  const accounts = useAccountsList(shown === 'accounts');
  const isActivity = shown === 'activity';
  const other = () => setShown((before) => (before === 'activity' ? 'accounts' : 'activity'));
  const above = (size: Size): Row[] => [
    ...page.above(size.width),
    ...wordsRows(wallet, acting, size.width),
    blank,
    listsRow([
      { title: 'ACTIVITY', count: page.count, active: isActivity },
      { title: 'NAMES', count: accounts.count, active: !isActivity },
    ]),
  ];
  const list: Pane = (size) => {
    const head = above(size);
    const rest = { width: size.width, height: Math.max(2, size.height - head.length) };
    return [...head, ...(isActivity ? page.list(rest) : accounts.list(rest))];
  };
  if (status !== undefined && isReader(status, acting)) return readerView(wallet, actions);
  return {
    panes: { focus: 'list', list, detail: isActivity ? page.detail : accounts.detail },
    scopes: ['list', 'wallet', 'account'],
    loading: page.loading || (!isActivity && accounts.loading),
    handlers: { ...page.handlers, ...(isActivity ? {} : accounts.handlers), ...actions, left: other, right: other },
    labels: { ...page.labels, ...(isActivity ? {} : accounts.labels) },
    hint: isActivity ? page.hint : accounts.hint,
  };
}

/** The screen of somebody who has no name here yet: what words are, and the way to some. */
function readerView(wallet: WalletView | undefined, actions: Handlers): ViewModel {
  const { newWords } = actions;
  const how =
    newWords === undefined
      ? 'This node has no place to keep words in.'
      : 'Enter makes 24 words. e restores those that you have on paper.';
  return {
    panes: {
      page: ({ width }) => [
        title(' YOU ONLY READ HERE'),
        blank,
        ...prose(
          'Everybody may read this ledger and check it. To own a car, pay or sign you need a name, and a name needs words: 24 of them, made on this machine, from which every key comes that you sign with.',
          width,
        ),
        blank,
        ...prose(
          'You write them on paper, and a passphrase of yours keeps them on this machine. From then on this terminal acts as your first name.',
          width,
        ),
        blank,
        ...prose(wallet === undefined ? '' : how, width, 'next'),
      ],
    },
    scopes: ['wallet'],
    handlers: { ...actions, ...(newWords === undefined ? {} : { open: newWords, create: newWords }) },
    labels: { open: 'make words', create: 'make words' },
  };
}

/** Any account by its address. */
export function useAccountView(place: Place): ViewModel {
  const isAddress = /^[a-z]+1[a-z0-9]{40,}$/.test(place.key);
  const page = useAccountPage(isAddress ? { address: place.key } : { name: place.key }, false);
  return {
    panes: {
      focus: 'list',
      list: (size) => {
        const head = [...page.above(size.width), blank, title(' ACTIVITY')];
        return [...head, ...page.list({ width: size.width, height: Math.max(2, size.height - head.length) })];
      },
      detail: page.detail,
    },
    scopes: ['list', 'account'],
    loading: page.loading,
    handlers: page.handlers,
    labels: page.labels,
    hint: page.hint,
  };
}

/** The lists of a screen, the one that is shown in reverse video. */
function listsRow(lists: readonly { title: string; count: number; active: boolean }[]): Row {
  return row(
    ...lists.map(({ title: name, count, active }) => {
      const text = ` ${active ? name : name.toLowerCase()} ${thousands(count)} `;
      return active ? { text, inverse: true } : span(text, 'dim');
    }),
    span('   ← →', 'dim'),
  );
}

/** The parts of a page about one account. */
interface AccountPage {
  readonly count: number;
  readonly above: (width: number) => Row[];
  readonly list: Pane;
  readonly detail: Pane;
  readonly loading: boolean;
  readonly handlers: ViewModel['handlers'];
  readonly labels: NonNullable<ViewModel['labels']>;
  readonly hint: () => Row;
}

/** What the form of a guarantee begins with: so much is missing for the licences. */
function missingOf(account: AccountView | undefined): { readonly amount?: string } {
  const { required = '0', stake = '0' } = account?.guarantee ?? {};
  const missing = BigInt(required) - BigInt(stake);
  return missing > 0n ? { amount: formatLivres(missing) } : {};
}

function useAccountPage(query: { name?: string; address?: string }, own: boolean): AccountPage {
  const { navigator, copy, messages } = useServices();
  const status = useStatus().value;
  const key = query.name ?? query.address ?? '';
  const answer = useQuery(`account ${key}`, topics, (facade) => facade.account(query));
  const account = answer.value;
  const news = useOwnerNews(key, own);
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
  const licence = account?.licences[0];
  const nothing = 'Nothing yet. What is paid, received, earned or signed with this account is listed here.';
  return {
    count: list.items.length,
    above: (width) => {
      if (account === undefined) return answer.refusal ? prose(answer.refusal.message, width) : [];
      return [...balanceRows(account, key, width, own), ...news.rows(status, width)];
    },
    list: (size) =>
      list.items.length === 0
        ? prose(nothing, size.width, 'dim')
        : list.table(activityColumns(size, status?.now), size),
    detail: (size) => {
      const isEmpty = activity.value?.length === 0;
      const above = account === undefined ? [] : wholeAddressRows(account, isEmpty, own, size.width);
      if (entry.value !== undefined) return [...above, ...entryRows(entry.value, status, size.width)];
      return selected === undefined || entryId !== undefined ? above : [...above, ...rewardRows(selected, size.width)];
    },
    loading: isUnanswered(activity),
    handlers: {
      ...list.handlers,
      ...news.handlers,
      ...(selected ? { open } : {}),
      receive: () => navigator.push({ screen: 'wallet', view: 'receive', key }),
      pay: () => openForm(navigator, 'coins.transfer', own ? { as: key } : { to: key }),
      ...(own ? { stake: () => openForm(navigator, 'coins.stake', { as: key, ...missingOf(account) }) } : {}),
      ...(licence === undefined
        ? {}
        : {
            object: () =>
              navigator.push({ screen: 'directory', view: 'licence', key: `${account?.address} ${licence.role}` }),
          }),
      ...(own && account !== undefined && account.stake !== '0'
        ? { unstake: () => openForm(navigator, 'coins.unstake', { as: key }) }
        : {}),
      ...(account
        ? {
            copy: () => {
              copy(account.address);
              messages.say(`The address of ${account.name ?? shortAddress(key)} is on the clipboard`);
            },
          }
        : {}),
    },
    labels: {
      open: entryId !== undefined ? 'entry' : 'block',
      pay: own ? 'pay…' : 'pay this one…',
      receive: own ? 'receive' : 'address',
      object: account?.licences.length === 1 ? 'licence' : 'licences',
      copy: 'copy address',
    },
    hint: () => dim(` ${list.position('line')}`),
  };
}
