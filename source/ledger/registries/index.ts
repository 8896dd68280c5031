import type { Registry } from '../operation.ts';
import { agreements } from './agreements/index.ts';
import { books } from './books/index.ts';
import { cars } from './cars/index.ts';
import { coins } from './coins.ts';
import { licences } from './licences/index.ts';
import { owners } from './owners/index.ts';
import { tickets } from './tickets/index.ts';
import { transfers } from './transfers/index.ts';

/** The one table of all registries. */
export const allRegistries: readonly Registry[] = [
  coins,
  licences,
  owners,
  cars,
  transfers,
  agreements,
  tickets,
  books,
];
