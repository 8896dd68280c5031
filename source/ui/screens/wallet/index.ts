import type { Screen } from '../screen.ts';
import { useReceiveView } from './receive.ts';
import { useAccountView, useWalletView } from './wallet.ts';
import { useNewAccountView } from './words/account.ts';
import { useCheckWordsView } from './words/check.ts';
import { useNewWordsView } from './words/make.ts';
import { useRestoreView } from './words/restore.ts';
import { useShowWordsView, useUnlockView, useYourWordsView } from './words/show.ts';

export const wallet: Screen = {
  id: 'wallet',
  digit: '6',
  title: 'Wallet',
  about: 'balance, activity, pay somebody, your names and words',
  first: 'wallet',
  views: {
    wallet: useWalletView,
    account: useAccountView,
    receive: useReceiveView,
    'new-words': useNewWordsView,
    'restore-words': useRestoreView,
    'your-words': useYourWordsView,
    'check-words': useCheckWordsView,
    'show-words': useShowWordsView,
    unlock: useUnlockView,
    'new-account': useNewAccountView,
  },
};
