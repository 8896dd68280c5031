import type { Screen } from '../screen.ts';
import { useCardView } from './card.ts';
import { useCarsView, useCarView } from './cars.ts';

export const cars: Screen = {
  id: 'cars',
  digit: '2',
  title: 'Cars',
  about: 'every car: is its mileage true, is it safe, whose is it',
  first: 'cars',
  views: { cars: useCarsView, car: useCarView, card: useCardView },
};
