import type { Screen } from '../screen.ts';
import { useAgreementView } from './agreement.ts';
import { useAgreementsView } from './agreements.ts';
import { useCheckFileView } from './check.ts';
import { useDocumentView } from './document.ts';

export const agreements: Screen = {
  id: 'agreements',
  title: 'Contracts',
  about: 'what two people put their names under: to sign, to wait for, to look up',
  first: 'agreements',
  views: {
    agreements: useAgreementsView,
    agreement: useAgreementView,
    document: useDocumentView,
    'check-file': useCheckFileView,
  },
};
