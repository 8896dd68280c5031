import type { SigningView, Status } from '../../../node/facade.ts';
import { nameOf } from '../../forms/known.ts';
import type { Navigator, Place } from '../../model/navigator.ts';

/** The page of a signing file, over where the person is. */
export function signingPlace(navigator: Pick<Navigator, 'here'>, { id, file }: SigningView): Place {
  return { screen: navigator.here.screen, view: 'signing', key: id, values: { file } };
}

/** What an entry in a file is about, as a page: the sale, the contract or the car; nothing where it has none of its own. */
export function placeAbout({ id, operation, fields }: SigningView): Place | undefined {
  const [registry, act] = operation.split('.');
  const named = typeof fields.id === 'string' ? fields.id : undefined;
  const key = act === 'offer' || act === 'propose' ? id : named;
  if (registry === 'transfers' && key !== undefined) return { screen: 'transfers', view: 'sale', key };
  if (registry === 'agreements' && key !== undefined) return { screen: 'agreements', view: 'agreement', key };
  return typeof fields.vin === 'string' ? { screen: 'cars', view: 'car', key: fields.vin } : undefined;
}

/** The page's file as it is now, with what was added since it was opened. */
export function fileOf(navigator: Navigator, place: Place): string {
  return navigator.recall<{ value: string }>(place, 'file')?.value ?? place.values?.file ?? '';
}

/** The page shows this file from now on. */
export function keepFile(navigator: Navigator, place: Place, file: string): void {
  navigator.keep(place, 'file', { value: file });
}

/** The page of an entry's file below the one that is shown, if there is one. */
export function signingBelow(navigator: Navigator, id: string): Place | undefined {
  return navigator.places().findLast(({ view, key }) => view === 'signing' && key === id);
}

/** `me and dcrn1…p50jh`: whoever must still sign. */
export function needsInWords(status: Status | undefined, { needs }: SigningView): string {
  return needs.map((address) => nameOf(status, address)).join(' and ');
}
