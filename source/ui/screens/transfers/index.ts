import type { Screen } from '../screen.ts';
import { useDischargeView } from './discharge.ts';
import { useSaleView } from './sale.ts';
import { useSaveDischargeView } from './save-discharge.ts';
import { useTransfersView } from './transfers.ts';

export const transfers: Screen = {
  id: 'transfers',
  digit: '3',
  title: 'Transfers',
  about: 'cars on their way from one owner to the next: what you have to do, what others have',
  first: 'transfers',
  views: {
    transfers: useTransfersView,
    sale: useSaleView,
    discharge: useDischargeView,
    'save-discharge': useSaveDischargeView,
  },
};
