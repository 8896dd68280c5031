import { bookKeys } from './book-keys.ts';
import { gateKeys } from './gate-keys.ts';
import type { Entry } from './key-entry.ts';
import { ticketKeys } from './ticket-keys.ts';

export type { Scope } from './key-entry.ts';

const table = {
  open: {
    scope: 'everywhere',
    keys: ['enter'],
    shown: 'Enter',
    shownTyping: 'Enter',
    label: 'open',
    help: 'Open what is selected. Never signs',
  },

  up: { scope: 'list', keys: ['up', 'k'], shown: '↑ k', label: 'up', help: 'One row up' },
  down: { scope: 'list', keys: ['down', 'j'], shown: '↓ j', label: 'down', help: 'One row down' },
  pageUp: { scope: 'list', keys: ['page-up', 'ctrl-b'], shown: 'PgUp', label: 'page up', help: 'One page up' },
  pageDown: { scope: 'list', keys: ['page-down', 'ctrl-f'], shown: 'PgDn', label: 'page down', help: 'One page down' },
  first: { scope: 'list', keys: ['g', 'home'], shown: 'g', label: 'first', help: 'To the first row' },
  last: { scope: 'list', keys: ['G', 'end'], shown: 'G', label: 'last', help: 'To the last row' },

  inspect: { scope: 'cars', keys: ['i'], shown: 'i', label: 'inspect…', help: 'Record a safety test of this car' },
  repair: { scope: 'cars', keys: ['s'], shown: 's', label: 'repair…', help: 'Record a repair of this car' },
  sell: { scope: 'cars', keys: ['t'], shown: 't', label: 'sell…', help: 'Offer this car of yours to a buyer' },
  card: {
    scope: 'car',
    keys: ['r'],
    shown: 'r',
    label: 'card',
    help: 'The registration card: technical data',
  },
  certificate: {
    scope: 'car',
    keys: ['w'],
    shown: 'w',
    label: 'certificate…',
    help: 'Save what the ledger says of this car, for anybody to check',
  },

  correct: {
    scope: 'car',
    keys: ['e'],
    shown: 'e',
    label: 'correct…',
    help: 'Correct a typing error in the latest reading',
  },

  story: {
    scope: 'transfers',
    keys: ['s'],
    shown: 's',
    label: 'all',
    help: 'The whole sale, with all that happened',
  },
  discharge: {
    scope: 'transfers',
    keys: ['d'],
    shown: 'd',
    label: 'discharge',
    help: 'What a seller keeps: that the car is no longer its own',
  },
  saveText: {
    scope: 'transfers',
    keys: ['w'],
    shown: 'w',
    label: 'save…',
    help: 'On the discharge: save it as a file',
  },

  mining: { scope: 'mining', keys: ['m'], shown: 'm', label: 'stop', help: 'Stop or start mining' },
  workers: {
    scope: 'mining',
    keys: ['w'],
    shown: 'w',
    label: 'cores, speed…',
    help: 'How many cores mine, and how hard',
  },
  forks: { scope: 'mining', keys: ['f'], shown: 'f', label: 'forks', help: 'Every fork that this node saw' },

  pay: { scope: 'account', keys: ['p'], shown: 'p', label: 'pay…', help: 'Pay somebody' },
  receive: {
    scope: 'account',
    keys: ['r'],
    shown: 'r',
    label: 'receive',
    help: 'The address in full and as a picture to scan',
  },

  stake: {
    scope: 'wallet',
    keys: ['t'],
    shown: 't',
    label: 'guarantee…',
    help: 'Lock livres as guarantee behind your licences',
  },
  unstake: { scope: 'wallet', keys: ['f'], shown: 'f', label: 'free it…', help: 'Free a part of your guarantee' },

  notMe: {
    scope: 'wallet',
    keys: ['d'],
    shown: 'd',
    label: 'that is not me…',
    help: 'Object where somebody claims that you lost your key',
  },

  newWords: {
    scope: 'wallet',
    keys: ['w'],
    shown: 'w',
    label: 'new words…',
    help: 'Make 24 words of your own, where there are none',
  },
  restoreWords: {
    scope: 'wallet',
    keys: ['e'],
    shown: 'e',
    label: 'restore…',
    help: 'Enter 24 words that you have on paper',
  },
  unlock: { scope: 'wallet', keys: ['u'], shown: 'u', label: 'unlock…', help: 'Open your words with their passphrase' },
  lock: { scope: 'wallet', keys: ['l'], shown: 'l', label: 'lock', help: 'Close your words: nobody signs with them' },
  newAccount: {
    scope: 'wallet',
    keys: ['m'],
    shown: 'm',
    label: 'one more name…',
    help: 'One more account of your words',
  },
  checkWords: {
    scope: 'wallet',
    keys: ['b'],
    shown: 'b',
    label: 'backup check…',
    help: 'Check that your words are on paper',
  },
  showWords: { scope: 'wallet', keys: ['s'], shown: 's', label: 'show words…', help: 'Show your 24 words again' },

  newer: { scope: 'chain', keys: ['['], shown: '[', label: 'newer', help: 'The next newer block' },
  older: { scope: 'chain', keys: [']'], shown: ']', label: 'older', help: 'The next older block' },

  dial: { scope: 'peers', keys: ['d'], shown: 'd', label: 'dial…', help: 'Connect to another node' },

  license: {
    scope: 'directory',
    keys: ['l'],
    shown: 'l',
    label: 'license…',
    help: 'Make an account a business; both sign',
  },
  accuse: { scope: 'directory', keys: ['u'], shown: 'u', label: 'accuse…', help: 'Accuse this business' },
  decide: { scope: 'directory', keys: ['d'], shown: 'd', label: 'decide…', help: 'Decide the open accusation' },
  answer: { scope: 'directory', keys: ['r'], shown: 'r', label: 'answer…', help: 'Answer the open accusation' },
  giveBack: {
    scope: 'directory',
    keys: ['b'],
    shown: 'b',
    label: 'give back…',
    help: 'Give this licence back',
  },

  confirm: {
    scope: 'police',
    keys: ['e'],
    shown: 'e',
    label: 'confirm…',
    help: 'Put the person on file, and confirm the owner on the ledger',
  },
  mark: { scope: 'police', keys: ['s'], shown: 's', label: 'stolen…', help: 'Mark the car stolen, or take that back' },
  replaceKey: {
    scope: 'police',
    keys: ['r'],
    shown: 'r',
    label: 'lost key…',
    help: 'Replace a lost key: the new one signs too, the old one can object',
  },
  revoke: {
    scope: 'police',
    keys: ['d'],
    shown: 'd',
    label: 'revoke…',
    help: 'Revoke the owner: no more buying or selling',
  },

  writeText: {
    scope: 'agreements',
    keys: ['w'],
    shown: 'w',
    label: 'write…',
    help: 'Write a contract: a text that all can read',
  },
  writeFile: {
    scope: 'agreements',
    keys: ['d'],
    shown: 'd',
    label: 'of a file…',
    help: 'Write a contract about a file, which stays with you',
  },
  signContract: { scope: 'agreements', keys: ['s'], shown: 's', label: 'sign…', help: 'Sign this contract' },
  checkFile: {
    scope: 'agreements',
    keys: ['e'],
    shown: 'e',
    label: 'check a file…',
    help: 'Whether a file is the one that this contract is about',
  },

  ...ticketKeys,
  ...gateKeys,
  ...bookKeys,

  nextField: {
    scope: 'form',
    keys: ['tab', 'down'],
    shown: 'Tab',
    shownTyping: 'Tab',
    label: 'next',
    help: 'The next field',
  },
  previousField: {
    scope: 'form',
    keys: ['shift-tab', 'up'],
    shown: '⇧Tab',
    shownTyping: '⇧Tab',
    label: 'previous',
    help: 'The field before',
  },
  review: {
    scope: 'form',
    keys: ['ctrl-r'],
    shown: 'Ctrl-R',
    shownTyping: 'Ctrl-R',
    label: 'review',
    help: 'Straight to the review page; from a review without a form, to its form',
  },

  signAs: {
    scope: 'review',
    keys: ['s'],
    shown: 's',
    label: 'sign as…',
    help: 'Somebody else signs, where the one who was to may not',
  },
  tick: {
    scope: 'review',
    keys: ['space'],
    shown: 'Space',
    label: 'I know',
    help: 'Tick one thing that you know of, before you accept',
  },
  sign: {
    scope: 'review',
    keys: ['y'],
    shown: 'y',
    label: 'sign',
    help: 'Sign. The only key that signs, and only here',
  },

  saveFile: {
    scope: 'signing',
    keys: ['w'],
    shown: 'w',
    label: 'save…',
    help: 'Write the signing file, for whoever must still sign',
  },
  addFile: {
    scope: 'signing',
    keys: ['e'],
    shown: 'e',
    label: 'add a file…',
    help: 'Put the signatures of another copy of the file to these',
  },
  handIn: {
    scope: 'signing',
    keys: ['h'],
    shown: 'h',
    label: 'hand in',
    help: 'Hand in a file that everybody has signed: it waits for a block',
  },

  copy: { scope: 'everywhere', keys: ['c'], shown: 'c', label: 'copy', help: 'Copy the id, VIN or address' },
  object: {
    scope: 'everywhere',
    keys: ['v'],
    shown: 'v',
    label: 'see the object',
    help: 'See the car or account behind this',
  },
  giveUp: {
    scope: 'everywhere',
    keys: ['x'],
    shown: 'x',
    label: 'give up',
    help: 'Disconnect, decline or give up: asks first',
  },
  right: { scope: 'everywhere', keys: ['right'], shown: '←→', label: 'lists', help: 'The next list of this screen' },
  left: { scope: 'everywhere', keys: ['left'], shown: '←', label: 'list before', help: 'The list before' },
  create: {
    scope: 'everywhere',
    keys: ['n'],
    shown: 'n',
    label: 'new…',
    help: 'Everything that can be put on the ledger',
  },
  actAs: { scope: 'everywhere', keys: ['a'], shown: 'a', label: 'act as…', help: 'Choose who you act as' },
  find: {
    scope: 'everywhere',
    keys: ['/'],
    shown: '/',
    label: 'find',
    help: 'Filter the list; on no match, Enter searches the ledger',
  },
  palette: {
    scope: 'everywhere',
    keys: [':', 'ctrl-p'],
    shown: ':',
    shownTyping: 'Ctrl-P',
    label: 'go to',
    help: 'Go to anything: screens, actions, the ledger',
  },
  help: { scope: 'everywhere', keys: ['?', 'f1'], shown: '?', shownTyping: 'F1', label: 'help', help: 'This page' },
  back: {
    scope: 'everywhere',
    keys: ['esc'],
    shown: 'Esc',
    shownTyping: 'Esc',
    label: 'back',
    help: 'One level back, at last Home. A changed form asks once',
  },
  quit: {
    scope: 'everywhere',
    keys: ['q'],
    shown: 'q',
    label: 'quit',
    help: 'Close this page; at the top, stop this node',
  },
  redraw: { scope: 'everywhere', keys: ['ctrl-l'], shown: 'Ctrl-L', label: 'redraw', help: 'Draw the screen again' },
  stop: {
    scope: 'everywhere',
    keys: ['ctrl-c'],
    shown: 'Ctrl-C',
    label: 'stop',
    help: 'Stop this node cleanly; again within 3 s, at once',
  },
} as const satisfies Readonly<Record<string, Entry>>;

export type ActionId = keyof typeof table;

/** Keys that hold everywhere once a page uses them: `o` orders, Tab goes through panes. No screen takes them. */
export const reservedKeys = ['o', 'tab', 'shift-tab'] as const;

/** Every key of the terminal, once. The footer, the help page and the dispatch of keys are made from this table. */
export const keymap: Readonly<Record<ActionId, Entry>> = table;

export const actionIds = Object.keys(keymap) as readonly ActionId[];

/** What each key does now. An action without a handler is neither advertised nor done. */
export type Handlers = Partial<Record<ActionId, () => void>>;

/** Words for the footer that differ here from the table's. */
export type Labels = Partial<Record<ActionId, string>>;
