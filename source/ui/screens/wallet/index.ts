import type { Screen } from '../screen.ts';
import { useReceiveView } from './receive.ts';
import { useAccountView, useWalletView } from './wallet.ts';

export const wallet: Screen = {
  id: 'wallet',
  digit: '6',
  title: 'Wallet',
  about: 'balance, activity, pay somebody, your address',
  first: 'wallet',
  views: { wallet: useWalletView, account: useAccountView, receive: useReceiveView },
};
