import type { Screen } from '../screen.ts';
import { useAuditView } from './audit.ts';
import { useEraseView } from './erase.ts';
import { useFoundView } from './found.ts';
import { guarded } from './gate.ts';
import { useLogView } from './log.ts';
import { useLookUpView } from './look-up.ts';
import { useMakeView, useOpenView } from './open.ts';
import { usePoliceView } from './police.ts';
import { usePutView } from './put.ts';

export const police: Screen = {
  id: 'police',
  title: 'Police',
  about: 'from a plate to the key of its owner to the person, with a purpose; confirm owners, replace lost keys',
  first: 'police',
  views: {
    police: guarded(usePoliceView),
    'police-make': guarded(useMakeView),
    'police-open': guarded(useOpenView),
    'look-up': guarded(useLookUpView),
    found: guarded(useFoundView),
    'put-on-file': guarded(usePutView),
    'erase-person': guarded(useEraseView),
    'police-log': guarded(useLogView),
    'police-audit': guarded(useAuditView),
  },
};
