import { useLayoutEffect } from 'react';
import type { OwnerView } from '../../../node/facade.ts';
import { nameOf } from '../../forms/known.ts';
import { openForm } from '../../forms/open-form.ts';
import { useOpenReview } from '../../forms/open-review.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Handlers } from '../../input/keymap.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useQuery, useStatus } from '../../model/use-model.ts';
import { prose } from '../../text/row.ts';
import { useReport } from '../cars/report.ts';
import { foundRows } from './found-rows.ts';
import { usePolice } from './gate.ts';
import { type Found, forgetFound, foundOn } from './look-up.ts';
import { ownerOf } from './owner-of.ts';

/** Who was found behind a plate or a key, what the ledger says of the owner, and what the police can do about it. */
export function useFoundView(_place: Place): ViewModel {
  const services = useServices();
  const { navigator, copy, messages } = services;
  const status = useStatus().value;
  const police = usePolice();
  const found = foundOn(services);
  const { key, vin } = found?.result ?? {};
  const owner = useOwner(key);
  const report = useReport(vin);
  const actions = useActions(found, owner.value, isStolen(report.value?.car.flags));
  const isClosed = police.value !== undefined && police.value.state !== 'open';
  useLayoutEffect(() => {
    if (isClosed) forgetFound({ navigator });
  }, [isClosed, navigator]);
  // Nothing of it is left on the screen once the database is closed.
  if (found === undefined || police.value?.state !== 'open') {
    return {
      panes: {
        page: ({ width }) =>
          police.value === undefined
            ? []
            : prose('The police database was closed, so nothing of it is shown any more. Esc goes back.', width),
      },
      loading: isUnanswered(police),
      handlers: {},
    };
  }
  const again = () => navigator.replace({ screen: 'police', view: 'look-up', key: 'page' });
  return {
    panes: {
      page: ({ width }) =>
        foundRows({ found, owner: owner.value, car: report.value?.car, status, now: status?.now ?? 0 }, width),
    },
    scopes: ['police'],
    loading: isUnanswered(owner) || isUnanswered(report),
    handlers: {
      open: again,
      ...actions,
      ...(vin === undefined ? {} : { object: () => navigator.push({ screen: 'cars', view: 'car', key: vin }) }),
      ...(key === undefined
        ? {}
        : {
            copy: () => {
              copy(key);
              messages.say(`The address of ${nameOf(status, key)} is on the clipboard`);
            },
          }),
    },
    labels: {
      open: 'look up another',
      object: 'see the car',
      copy: 'copy address',
      giveUp: 'erase…',
      mark: isStolen(report.value?.car.flags) ? 'found again…' : 'stolen…',
      confirm: found.result.person === undefined ? 'put on file…' : 'confirm…',
    },
  };
}

function isStolen(flags: readonly { readonly flag: string }[] | undefined): boolean {
  return flags?.some(({ flag }) => flag === 'stolen') === true;
}

function useOwner(key: string | undefined) {
  return useQuery<OwnerView | undefined>(
    key === undefined ? 'no owner' : `owner ${key}`,
    ['tip', 'mempool', 'fork'],
    // That nobody is on file for a key is what this page says of it.
    (facade) => (key === undefined ? Promise.resolve(undefined) : ownerOf(facade, key)),
  );
}

/** What can be done about who was found, as things stand. */
function useActions(found: Found | undefined, owner: OwnerView | undefined, stolen: boolean): Handlers {
  const { facade, messages, navigator, queries } = useServices();
  const review = useOpenReview();
  const acting = useActing();
  if (found === undefined) return {};
  const { result, who, purpose } = found;
  const { key, vin, person } = result;
  const certified = owner?.status === 'certified';
  const onFile = result.onFile ?? key ?? '';
  const confirm = async () => {
    try {
      const { commitment } = await queries.once(() => facade.commitment({ key: onFile, who, purpose }));
      review('owners.certify', { as: acting, key: onFile, commitment });
    } catch (thrown) {
      messages.say(toRefusal(thrown).message, 'bad');
    }
  };
  const put = () =>
    navigator.push({ screen: 'police', view: 'put-on-file', key: 'page', values: { key: onFile, purpose, who } });
  const erase = () =>
    navigator.push({ screen: 'police', view: 'erase-person', key: 'page', values: { key: onFile, purpose, who } });
  // A commitment counts once: with the one that was revoked nobody is confirmed again.
  const isUsed = owner !== undefined && owner.commitment === result.commitment;
  return {
    ...(vin === undefined
      ? {}
      : { mark: () => openForm(navigator, 'cars.flag', { vin, flag: 'stolen', set: stolen ? 'no' : 'yes' }) }),
    ...(key === undefined || person !== undefined ? {} : { confirm: put }),
    ...(person === undefined || certified || isUsed ? {} : { confirm: () => void confirm() }),
    ...(certified && key !== undefined
      ? {
          // One replacement at a time.
          ...(owner.challenge === undefined
            ? { replaceKey: () => openForm(navigator, 'owners.replace', { old: key }) }
            : {}),
          revoke: () => openForm(navigator, 'owners.revoke', { key }),
        }
      : {}),
    ...(person === undefined ? {} : { giveUp: erase }),
  };
}
