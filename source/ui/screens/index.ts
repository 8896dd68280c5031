import { agreements } from './agreements/index.ts';
import { books } from './books/index.ts';
import { cars } from './cars/index.ts';
import { chain } from './chain/index.ts';
import { directory } from './directory/index.ts';
import { home } from './home/index.ts';
import { mining } from './mining/index.ts';
import { peers } from './peers/index.ts';
import { police } from './police/index.ts';
import type { Screen } from './screen.ts';
import { tickets } from './tickets/index.ts';
import { transfers } from './transfers/index.ts';
import { wallet } from './wallet/index.ts';

/** All screens, in the order of their digits. A new one is a folder and a line here. */
export const screens: readonly Screen[] = [
  home,
  cars,
  transfers,
  tickets,
  books,
  wallet,
  chain,
  mining,
  peers,
  directory,
  agreements,
  police,
];
