import type { View } from '../screens/screen.ts';
import { useActAsPage } from './act-as.ts';
import { useCertificatePage } from './certificate.ts';
import { useCreatePage } from './create.ts';
import { useEntryPage } from './entry.ts';
import { useFormPage } from './form.ts';
import { useHelpPage } from './help.ts';
import { useLogPage } from './log.ts';
import { usePalettePage } from './palette.ts';
import { useReviewPage } from './review.ts';
import { useSettingsPage } from './settings.ts';
import { useOpenFilePage } from './signing/open.ts';
import { useSaveFilePage } from './signing/save.ts';
import { useSigningPage } from './signing/signing.ts';

/** Views that belong to no screen: they open over any of them, and Esc goes back to it. */
export const pages: Readonly<Record<string, View>> = {
  help: useHelpPage,
  palette: usePalettePage,
  'act-as': useActAsPage,
  certificate: useCertificatePage,
  create: useCreatePage,
  form: useFormPage,
  review: useReviewPage,
  entry: useEntryPage,
  log: useLogPage,
  settings: useSettingsPage,
  signing: useSigningPage,
  'sign-file': useOpenFilePage,
  'save-file': useSaveFilePage,
};
