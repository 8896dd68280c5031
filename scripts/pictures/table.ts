import type { Expected, TestTerminal } from '../../test/support/terminal.ts';

/** Keys pressed one after the other, then what must be shown before the next step. */
export interface Step {
  readonly keys: readonly string[];
  readonly until: Expected;
  /** Milliseconds it may take, 30,000 if absent. */
  readonly timeout?: number;
  /** What is shown then is a picture too, besides the one of the last step. */
  readonly drawn?: { readonly name: string; readonly title: string };
}

/** One picture: the screen that the steps lead to from Home. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  readonly steps: readonly Step[];
  /** So many other nodes run beside it, each a miner of its own; without them it stays alone. */
  readonly company?: number;
  /** Where it listens when it has company: at a port of its own it begins with a ledger of its own. */
  readonly port?: number;
}

const small = { columns: 80, rows: 24 };
const medium = { columns: 120, rows: 40 };
const large = { columns: 160, rows: 50 };

/** The node takes one sample of its speed every ten seconds; a curve wants several, and each miner a block. */
function hasCurve(terminal: TestTerminal): boolean {
  const screen = terminal.screen();
  const isDrawn = screen.some((row) => /^\s*0.*┤.*[\u2801-\u28ff]{8}/.test(row));
  return isDrawn && screen.filter((row) => /miner-\d.*█/.test(row)).length >= 3;
}

/** Asks for the last of all books, which is of another library, and looks at the hand-over. */
const asking: readonly Step[] = [
  { keys: ['G'], until: /▸\S.*library-\d.*on its shelf/, timeout: 300_000 },
  { keys: ['Enter'], until: /Price, LVR +0/ },
  { keys: [...'2.50', 'Enter'], until: /y asks for it/ },
  { keys: ['y'], until: /step \d of 7/ },
];

/** Every picture there is, in the order in which they are made. */
export const pictures: readonly Picture[] = [
  { name: 'home', title: 'carnet: Home', ...small, steps: [{ keys: ['1'], until: /Nothing waits[\s\S]*Free +9,914/ }] },
  {
    name: 'car-rolled-back',
    title: 'carnet: a car with a rolled-back odometer',
    ...small,
    steps: [
      { keys: ['2'], until: 'Golf' },
      { keys: ['G'], until: /▸VW Golf/ },
      { keys: ['Enter'], until: /ILLOGICAL[\s\S]*Block/ },
    ],
  },
  {
    name: 'cars',
    title: 'carnet: Cars',
    ...medium,
    steps: [
      { keys: ['2'], until: 'Golf' },
      { keys: ['G'], until: /▸VW Golf[\s\S]*ILLOGICAL|ILLOGICAL[\s\S]*▸VW Golf/ },
    ],
  },
  { name: 'new-car', title: 'carnet: a form', ...small, steps: [{ keys: ['1', 'Enter'], until: /Signed by +manuf/ }] },
  {
    name: 'review',
    title: 'carnet: before signing',
    ...small,
    steps: [
      { keys: ['1', 'Enter'], until: /Signed by +manuf/ },
      { keys: ['Ctrl-R'], until: /y signs it/ },
    ],
  },
  {
    name: 'wallet',
    title: 'carnet: Wallet',
    ...small,
    steps: [{ keys: ['6'], until: /ACTIVITY[\s\S]*You paid carol 20/ }],
  },
  {
    name: 'new-words',
    title: "carnet: words of one's own",
    ...small,
    steps: [
      { keys: ['6'], until: 'w new words' },
      { keys: ['w', ...'tulips-at-noon', 'Enter'], until: /▸Once more/ },
    ],
  },
  {
    name: 'chain',
    title: 'carnet: Chain',
    ...medium,
    steps: [{ keys: ['7'], until: /block \d+ of \d+/ }],
  },
  { name: 'transfers', title: 'carnet: Transfers', ...medium, steps: [{ keys: ['3'], until: /HOW IT STANDS/ }] },
  {
    name: 'tickets',
    title: 'carnet: Tickets, buy',
    ...small,
    steps: [{ keys: ['4'], until: /You pay +40\.[\s\S]*Genuine/ }],
  },
  {
    name: 'my-tickets',
    title: 'carnet: Tickets, mine',
    ...small,
    steps: [
      { keys: ['4'], until: /my tickets 1/ },
      { keys: ['Right'], until: /Comes back[\s\S]*block \d/ },
    ],
  },
  {
    name: 'box-office',
    title: 'carnet: Tickets, the box office',
    ...medium,
    steps: [
      { keys: ['a'], until: /ACT AS/ },
      { keys: [...'organiser', 'Enter'], until: /as organiser/ },
      { keys: ['4'], until: /box office/ },
      { keys: ['Left'], until: /SOLD PER DAY/ },
    ],
  },
  {
    name: 'directory',
    title: 'carnet: Directory',
    ...medium,
    steps: [{ keys: [':', ...'directory', 'Enter'], until: /accused or guilty/ }],
  },
  {
    name: 'contracts',
    title: 'carnet: Contracts',
    ...small,
    steps: [{ keys: [':', ...'contracts', 'Enter'], until: /Winter tyres/ }],
  },
  {
    name: 'wide',
    title: 'carnet',
    ...large,
    steps: [{ keys: ['1', 'j'], until: /▸Have it inspected[\s\S]*certified/ }],
  },
  {
    name: 'hand-over-void',
    title: 'carnet: a hand-over that was given up',
    ...small,
    company: 3,
    port: 5_210,
    steps: [
      { keys: ['5'], until: /MY SHELF 3[\s\S]*libraries 4/, timeout: 300_000 },
      {
        keys: ['Right'],
        until: /^(?![\s\S]*waiting for a block)[\s\S]*of 12 books/,
        timeout: 300_000,
        drawn: { name: 'books', title: 'carnet: Books, all shelves' },
      },
      ...asking,
      {
        keys: [],
        until: /number fits.*[12] of 2/,
        timeout: 300_000,
        drawn: { name: 'hand-over', title: 'carnet: a hand-over' },
      },
      {
        keys: [],
        until: /is yours since/,
        timeout: 300_000,
        drawn: { name: 'hand-over-done', title: 'carnet: a hand-over that is done' },
      },
      { keys: ['Escape'], until: /ALL SHELVES/ },
      ...asking,
      { keys: ['x'], until: /x again/ },
      { keys: ['x'], until: /✗ void/, timeout: 300_000 },
    ],
  },
  {
    name: 'peers',
    title: 'carnet: Peers',
    ...small,
    company: 2,
    steps: [{ keys: ['9'], until: /PEERS {2}2[\s\S]*In sync at block [5-9][\s\S]*same[\s\S]*same/ }],
  },
  {
    name: 'mining',
    title: 'carnet: Mining',
    ...small,
    company: 2,
    steps: [{ keys: ['8'], until: hasCurve, timeout: 300_000 }],
  },
];
