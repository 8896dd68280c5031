import type { Screen } from '../screen.ts';
import { useDirectoryView, useLicenceView } from './directory.ts';

export const directory: Screen = {
  id: 'directory',
  title: 'Directory',
  about: 'who is licensed for what, what stands behind it, every sanction',
  first: 'directory',
  views: { directory: useDirectoryView, licence: useLicenceView },
};
