import { dayOfTime } from '../../ledger/day.ts';
import { address, type Key, parseAddress } from '../../ledger/keys.ts';
import type { Known } from '../../ledger/known.ts';
import type { KnownName, Status } from '../../node/facade.ts';
import { shortAddress } from '../text/format.ts';

/** What a form knows of names and of today, so that a slip is said beside its field and not only on the review page. */
export function knownOf(status: Status): Known {
  const [first] = status.names;
  const prefix = first === undefined ? 'dcrn' : first.address.slice(0, first.address.lastIndexOf('1'));
  const known: Known = {
    key: (text) => parseAddress(prefix, status.names.find(({ name }) => name === text)?.address ?? text),
    name: (key) => nameOf(status, known.address(key)),
    fullName: (key) => fullName(status, known.address(key)),
    address: (key: Key) => address(prefix, key),
    holder: (role) => {
      const found = status.names.find(({ roles }) => roles.includes(role));
      return found === undefined ? undefined : parseAddress(prefix, found.address);
    },
    // The node makes both when it makes the entry; here it counts that they are there.
    eventKey: (organiser) => organiser,
    holderPrint: () => new Uint8Array(32),
    today: dayOfTime(status.now),
    height: status.height,
  };
  return known;
}

/** Whether the acting name is nobody's: without words on a network that has no demo people, one only reads. */
export function isReader(status: Status, acting: string): boolean {
  return !status.names.some(({ name }) => name === acting);
}

/** Each account once, under its own name and not its aliases: the owner's first, then people, then businesses in the network's order. */
export function peopleFirst(names: readonly KnownName[]): KnownName[] {
  const once = names.filter((known, at) => names.findIndex(({ address: other }) => other === known.address) === at);
  const isBusiness = ({ name, roles }: KnownName) => roles.length > 0 || name === 'authority';
  const demo = once.filter(({ own }) => !own);
  return [...once.filter(({ own }) => own), ...demo.filter((known) => !isBusiness(known)), ...demo.filter(isBusiness)];
}

/** The same, with the account that somebody acts as under the name by which it does: the header says that one too. */
export function peopleAs(names: readonly KnownName[], acting: string): KnownName[] {
  const now = names.find(({ name }) => name === acting);
  return peopleFirst(names).map((known) => (now !== undefined && known.address === now.address ? now : known));
}

/** A few names, for a sentence: `alice, bob, carol, police and 11 more`. */
export function someNames(names: readonly string[]): string {
  const most = 4;
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}

/** The name of an address as the wallet knows it, else the whole address. */
function fullName(status: Status, accountAddress: string): string {
  return namedIn(status, accountAddress) ?? accountAddress;
}

/** The name of an address as the wallet knows it, else the address shortened. */
export function nameOf(status: Status | undefined, accountAddress: string): string {
  return (status && namedIn(status, accountAddress)) ?? shortAddress(accountAddress);
}

function namedIn({ names, eventKeys }: Status, accountAddress: string): string | undefined {
  return [...names, ...eventKeys].find(({ address: other }) => other === accountAddress)?.name;
}
