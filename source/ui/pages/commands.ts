import type { Found, MiningView, Status } from '../../node/facade.ts';
import type { ActionId, Handlers } from '../input/keymap.ts';
import type { Services } from '../model/services.ts';
import { screens } from '../screens/index.ts';
import { rootOf } from '../screens/screen.ts';
import type { Choice } from './menu.ts';
import { offered } from './offered.ts';

/** A line of the palette. */
export interface Command extends Choice {
  readonly kind: string;
  /** Other words that people try for it. */
  readonly also: string;
}

/** Pages without a digit. */
const others = [
  { view: 'log', title: 'Log', about: 'what this terminal said', also: 'messages history errors' },
  {
    view: 'settings',
    title: 'Settings',
    about: 'colours (theme), and how the screen is drawn',
    also: 'config options preferences colors',
  },
  { view: 'help', title: 'Help', about: 'every key, and the few words that one needs', also: 'keys manual shortcuts' },
  {
    view: 'sign-file',
    title: 'Sign a file',
    about: 'what somebody wrote for you to sign: open it or paste it',
    also: 'signing cosign cosignature open import paste combine multisig offline',
  },
  {
    view: 'certificate',
    title: 'Save a certificate',
    about: 'of a car, an account, a sale: a file that anybody can check',
    also: 'prove proof verify export history document',
  },
  {
    view: 'act-as',
    title: 'Act as',
    about: 'choose who you act as',
    also: 'switch user person account login become change name',
  },
] as const;

/** What can be done with the own words, where it can be done now. */
const wordsCommands = [
  {
    action: 'newWords',
    title: 'New words',
    about: 'a wallet of your own: 24 words',
    also: 'create wallet seed mnemonic phrase key',
  },
  {
    action: 'restoreWords',
    title: 'Restore words',
    about: 'enter 24 words that you have on paper',
    also: 'import wallet seed mnemonic phrase recover backup',
  },
  { action: 'unlock', title: 'Unlock your words', about: 'with their passphrase', also: 'wallet open password sign' },
  { action: 'lock', title: 'Lock your words', about: 'nobody signs with them', also: 'wallet close' },
  {
    action: 'showWords',
    title: 'Show your words',
    about: 'asks for their passphrase',
    also: 'wallet seed mnemonic phrase backup',
  },
  {
    action: 'checkWords',
    title: 'Check your paper',
    about: 'three of your 24 words',
    also: 'wallet backup words seed',
  },
  {
    action: 'newAccount',
    title: 'One more name',
    about: 'one more account of your words',
    also: 'new account address wallet',
  },
] as const satisfies readonly { action: ActionId; title: string; about: string; also: string }[];

const synonyms: Readonly<Record<string, string>> = {
  'cars.manufacture': 'make build create add car vehicle vin',
  'cars.import': 'old used second-hand foreign',
  'cars.inspect': 'inspect inspection test mot ct tuv mileage odometer kilometres',
  'cars.service': 'service garage fix maintenance oil brakes mileage odometer',
  'cars.assignPlate': 'number plate licence register registration',
  'cars.flag': 'steal stolen theft lien injunction deceased flag report sanction clear',
  'cars.retire': 'scrap destroy export retire dispose',
  'transfers.offer': 'sell sale offer car transfer owner',
  'transfers.accept': 'buy purchase accept offer sale',
  'transfers.confirm': 'notary bank confirm sale',
  'transfers.cancel': 'cancel withdraw decline sale',
  'transfers.reject': 'notary refuse sale',
  transfers: 'sales buy sell offers inbox notary discharge paper proof seller',
  tickets: 'events concerts box office gate resale market seats',
  'tickets.createEvent': 'announce event concert organise',
  'tickets.issue': 'seats seller issue allot',
  'tickets.offer': 'seats sale sell',
  'tickets.buy': 'ticket purchase seat',
  'tickets.wait': 'waiting list queue sold out',
  'tickets.list': 'sell resale market ticket',
  'tickets.unlist': 'withdraw market ticket',
  'tickets.buyListed': 'resale market purchase ticket',
  'tickets.give': 'gift transfer ticket present',
  'tickets.giveBack': 'refund return ticket money back',
  'tickets.cancelEvent': 'call off event refund',
  'tickets.admit': 'gate door let in admit scan',
  books: 'library shelf shelves read hand-over exchange request isbn witnesses',
  'books.add': 'book shelf file upload isbn library',
  'books.offer': 'request borrow lend get book hand-over exchange',
  'coins.transfer': 'pay send money transfer give coins lvr',
  'coins.stake': 'lock stake guarantee deposit',
  'coins.unstake': 'free unlock unstake guarantee withdraw',
  'owners.certify': 'certify confirm owner identity person kyc',
  'owners.revoke': 'revoke owner identity block',
  'owners.replace': 'lost key replace recover stolen wallet',
  'owners.object': 'object that is not me challenge refuse replacement stolen identity',
  police: 'look up person owner plate identity stolen database audit log',
  home: 'start dashboard overview',
  cars: 'vehicles list',
  wallet: 'balance money account funds address receive',
  chain: 'blocks explorer ledger entries transactions',
  mining: 'mine miner hash rate cores speed workers',
  directory: 'licences licensed businesses authority accuse sanctions revoked stations garages notaries',
  'licences.grant': 'licence permit certify authorise business',
  'licences.accuse': 'sanction complain report business',
  'licences.decide': 'guilty slash acquit judge revoke',
  'licences.defend': 'answer accusation statement',
  'licences.retire': 'return licence stop business',
  peers: 'network nodes connections dial connect',
};

/** All that can be done from anywhere. `leave` closes the palette and then does it. */
export function commandsOf(
  services: Pick<Services, 'navigator' | 'quit'> & { readonly acting: string },
  mining: { readonly view: MiningView | undefined; readonly toggle: () => void },
  words: Handlers,
  leave: (then: () => void) => () => void,
): Command[] {
  const { navigator, quit, acting } = services;
  const isMining = mining.view?.running === true;
  return [
    ...screens.map((screen) => ({
      id: `screen ${screen.id}`,
      kind: 'screen',
      title: screen.title,
      detail: screen.about,
      also: synonyms[screen.id] ?? '',
      run: leave(() => navigator.go(rootOf(screen))),
    })),
    ...offered(navigator, acting).map(({ name, label, detail, open }) => ({
      id: name,
      kind: 'new',
      title: label,
      detail,
      also: `${synonyms[name] ?? ''} ${name}`,
      run: leave(() => open()),
    })),
    ...others.map(({ view, title, about, also }) => ({
      id: `page ${view}`,
      kind: 'page',
      title,
      detail: about,
      also,
      run: leave(() => navigator.push({ screen: navigator.here.screen, view, key: 'page' })),
    })),
    ...(mining.view === undefined || mining.view.unable !== undefined
      ? []
      : [
          {
            id: 'mining switch',
            kind: 'do',
            title: isMining ? 'Stop mining' : 'Start mining',
            detail: isMining ? 'this node follows the ledger without searching' : 'this node searches for blocks',
            also: isMining ? 'pause mine miner' : 'mine miner run',
            run: leave(mining.toggle),
          },
        ]),
    ...wordsCommands.flatMap(({ action, title, about, also }) => {
      const run = words[action];
      return run === undefined ? [] : [{ id: action, kind: 'do', title, detail: about, also, run: leave(run) }];
    }),
    {
      id: 'quit',
      kind: 'do',
      title: 'Quit',
      detail: 'stops this node and closes the terminal',
      also: 'stop exit close shutdown leave bye',
      run: leave(quit),
    },
  ];
}

/** Commands that a text is about: those whose title begins with it first, then by a word in it, then by any word. */
export function matchingCommands(commands: readonly Command[], text: string): Command[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [...commands];
  const rank = ({ title, detail, also }: Command): number => {
    const name = title.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (` ${name}`.includes(` ${wanted}`)) return 1;
    if (` ${also}`.includes(` ${wanted}`)) return 2;
    return `${name} ${detail} ${also}`.toLowerCase().includes(wanted) ? 3 : 4;
  };
  const ranked = commands.map((command) => ({ command, at: rank(command) })).filter(({ at }) => at < 4);
  // Of two that begin alike, a page comes before an operation: it signs nothing by itself.
  const isPage = ({ kind }: Command) => Number(kind === 'page');
  return ranked
    .sort((left, right) => left.at - right.at || isPage(right.command) - isPage(left.command))
    .map(({ command }) => command);
}

/** Accounts of this wallet whose name holds a text, or whose address begins with it. */
export function matchingNames(status: Status | undefined, text: string): Found[] {
  const wanted = text.trim().toLowerCase();
  if (wanted.length < 2 || status === undefined) return [];
  const hits = status.names.filter(
    ({ name, address }) => name.startsWith(wanted) || (wanted.length > 5 && address.startsWith(wanted)),
  );
  const seen = new Set<string>();
  return hits
    .filter(({ address }) => !seen.has(address) && seen.add(address))
    .map(({ name, address }) => ({ kind: 'account', key: address, title: name, detail: 'its balance and activity' }));
}
