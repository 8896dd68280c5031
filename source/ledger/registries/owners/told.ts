import type { Key } from '../../keys.ts';
import type { Told } from '../../known.ts';
import type { Seen } from '../../operation.ts';
import { tellingTo } from '../telling.ts';

interface OfOwner {
  readonly key: Key;
}

/** `police confirmed who you are: you may buy and sell cars` */
export function toldCertificate({ key }: OfOwner, known: Told, seen: Seen): string {
  const { who, isReader } = tellingTo(known, seen);
  return isReader(key)
    ? `${who} confirmed who you are: you may buy and sell cars`
    : `${who} confirmed who ${known.name(key)} is`;
}

/** `police revoked you as an owner: no more buying or selling of cars` */
export function toldRevocation({ key }: OfOwner, known: Told, seen: Seen): string {
  const { who, whom } = tellingTo(known, seen);
  return `${who} revoked ${whom(key)} as an owner: no more buying or selling of cars`;
}

/** `police announced that bob-2 takes the place of your key` */
export function toldReplacement(
  { old, new: successor }: { readonly old: Key; readonly new: Key },
  known: Told,
  seen: Seen,
): string {
  const { who, whom, isReader } = tellingTo(known, seen);
  const place = isReader(old) ? 'your key' : known.name(old);
  return `${who} announced that ${whom(successor)} ${isReader(successor) ? 'take' : 'takes'} the place of ${place}`;
}

/** `You objected: your key is not lost` */
export function toldObjection(known: Told, seen: Seen): string {
  const { who, isOwn } = tellingTo(known, seen);
  return `${who} objected: ${isOwn ? 'your' : 'its'} key is not lost`;
}
