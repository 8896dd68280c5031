/** How each view is reached from Home, and the frame's name. */
export const views: readonly { readonly name: string; readonly keys: readonly string[] }[] = [
  { name: 'Home', keys: [] },
  { name: 'Cars', keys: ['2'] },
  { name: 'one car', keys: ['2', 'Enter'] },
  { name: 'registration card', keys: ['2', 'Enter', 'r'] },
  { name: 'entry', keys: ['2', 'Enter', 'Enter'] },
  { name: 'form', keys: ['2', 'i'] },
  { name: 'review', keys: ['n', 'Enter', 'Ctrl-R'] },
  { name: 'Transfers', keys: ['3'] },
  { name: 'Wallet', keys: ['6'] },
  { name: 'receive', keys: ['6', 'r'] },
  { name: 'Chain', keys: ['7'] },
  { name: 'block', keys: ['7', 'Down', 'Enter'] },
  { name: 'Mining', keys: ['8'] },
  { name: 'cores and speed', keys: ['8', 'w'] },
  { name: 'forks', keys: ['8', 'f'] },
  { name: 'Peers', keys: ['9'] },
  { name: 'new', keys: ['n'] },
  { name: 'new on a car', keys: ['2', 'Enter', 'n'] },
  { name: 'act as', keys: ['a'] },
  { name: 'go to', keys: [':'] },
  { name: 'settings', keys: [':', 'settings', 'Enter'] },
  { name: 'sign a file', keys: [':', 'sign a file', 'Enter'] },
  { name: 'help', keys: ['?'] },
];

/** The same for the pages of one's own words, by how these are. */
export const wordViews = {
  none: [
    { name: 'Wallet', keys: ['6'] },
    { name: 'new words', keys: ['6', 'w'] },
    { name: 'restore', keys: ['6', 'e'] },
  ],
  locked: [
    { name: 'Wallet', keys: ['6'] },
    { name: 'names', keys: ['6', 'Right'] },
    { name: 'unlock', keys: ['6', 'u'] },
    { name: 'show words', keys: ['6', 's'] },
    { name: 'check the paper', keys: ['6', 'b'] },
  ],
  open: [
    { name: 'Wallet', keys: ['6'] },
    { name: 'one more name', keys: ['6', 'm'] },
  ],
} as const satisfies Readonly<Record<string, readonly { readonly name: string; readonly keys: readonly string[] }[]>>;
