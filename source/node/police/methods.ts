import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { dayOfTime } from '../../ledger/day.ts';
import type { Key } from '../../ledger/keys.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { LookUpView, PoliceEntryView, PoliceFacade } from '../facade/police.ts';
import { type Given, given, textIn, wholeIn } from '../parameters.ts';
import type { Reason } from './database.ts';
import type { PoliceDesk, PublicPerson } from './desk.ts';
import type { Entry } from './entry.ts';
import { parseMark } from './mark.ts';
import { parsePerson } from './person.ts';
import { policeRefusals } from './refusals.ts';
import type { OnFile } from './stored.ts';

/** What the methods know of the ledger and its names. */
export interface PoliceKnowledge {
  /** Milliseconds since 1970. */
  now(): number;
  height(): number;
  /** The key behind an address or a known name. */
  keyOf(text: string): Key;
  address(key: Key): string;
  /** The car with a plate, in block or waiting, and whose it is. */
  carOf(plate: string): { readonly vin: string; readonly owner: Key } | undefined;
  /** Keys whose place a key took, the latest first. */
  replacedBy(key: Key): Promise<readonly Key[]>;
  /** Whom an empty database on a demo network can take in. */
  publicPersons(): readonly PublicPerson[];
}

const wrong = intentRefusals.PARAMETER_INVALID;

/** The facade's methods over a desk; over none each of them but `police` is refused. */
export function policeMethods(desk: PoliceDesk | undefined, knowledge: PoliceKnowledge): PoliceFacade {
  const there = (): PoliceDesk => {
    if (desk === undefined) throw policeRefusals.NO_POLICE_FOLDER();
    return desk;
  };
  const view = () => there().view(knowledge.publicPersons());
  const keyIn = (query: Given): Key => knowledge.keyOf(required(query, 'key', 'an address or a name'));
  return {
    police: async () => (desk === undefined ? { state: 'none', folder: '' } : view()),
    createPolice: async (query) => {
      const asked = given(query);
      await there().create({ passphrase: required(asked, 'passphrase', 'a text'), who: textIn(asked, 'who') ?? '' });
      return view();
    },
    openPolice: async (query) => {
      await there().open(required(given(query), 'passphrase', 'a text'));
      return view();
    },
    closePolice: async () => {
      await there().close();
      return view();
    },
    lookUp: async (query) => {
      const asked = given(query);
      const sought = soughtIn(asked, knowledge);
      const replaced = sought.key === undefined ? [] : await knowledge.replacedBy(sought.key);
      const question = { ...sought, ...reasonIn(asked), replaced, height: knowledge.height() };
      const found = await there().use((database) => database.lookUp(question));
      return lookUpView(sought, found, knowledge);
    },
    putOnFile: async (query) => {
      const asked = given(query);
      const key = keyIn(asked);
      const person = parsePerson(asked.person, dayOfTime(knowledge.now()));
      const commitment = await there().use((database) => database.add(key, person, reasonIn(asked)));
      return { commitment: bytesToHex(commitment) };
    },
    takeDemoPersons: async (query) => {
      const { who } = reasonIn(given(query));
      const demo = knowledge.publicPersons();
      await there().use(async (database) => {
        for (const { key, salt, person } of demo) {
          if (await database.hasAny([key])) continue;
          await database.add(key, person, { who, purpose: 'demo: everybody may read this person' }, salt);
        }
      });
      return view();
    },
    commitment: async (query) => {
      const asked = given(query);
      const key = keyIn(asked);
      const commitment = await there().use((database) => database.commitment(key, reasonIn(asked)));
      return { commitment: bytesToHex(commitment) };
    },
    erasePerson: async (query) => {
      const asked = given(query);
      const key = keyIn(asked);
      await there().use((database) => database.erase(key, reasonIn(asked)));
      return view();
    },
    policeLog: async (query) => {
      const asked = given(query);
      const limit = wholeIn(asked, 'limit', 1, 500) ?? 50;
      const before = wholeIn(asked, 'before', 1, 0xffff_ffff);
      const entries = await there().use((database) => database.log(limit, before));
      return entries.map((entry) => entryView(entry, knowledge));
    },
    auditPolice: async (query) => {
      const text = textIn(given(query), 'mark');
      const mark = text === undefined ? undefined : parseMark(text);
      const { entries, people, faults, mark: found } = await there().use((database) => database.audit(mark));
      return { entries, people, faults, ...(found === undefined ? {} : { mark: found }) };
    },
  };
}

interface Sought {
  readonly key: Key | undefined;
  readonly plate: string;
  readonly vin: string | undefined;
}

/** Whom a look-up is about: a key, or the owner of the car with a plate. */
function soughtIn(query: Given, { keyOf, carOf }: PoliceKnowledge): Sought {
  const plate = textIn(query, 'plate')?.trim().toUpperCase();
  const key = textIn(query, 'key');
  if ((plate === undefined) === (key === undefined)) {
    throw wrong({ parameter: 'plate', expected: 'a number plate, or `key` an address or a name in its place' });
  }
  if (plate === undefined) return { key: keyOf(key ?? ''), plate: '', vin: undefined };
  if (!/^[A-Z0-9 -]{2,12}$/.test(plate)) throw wrong({ parameter: 'plate', expected: 'a number plate' });
  const car = carOf(plate);
  return { key: car?.owner, plate, vin: car?.vin };
}

/** Who asks and what for; what is missing is refused by whoever needs it. */
function reasonIn(query: Given): Reason {
  return { who: textIn(query, 'who') ?? '', purpose: textIn(query, 'purpose') ?? '' };
}

function required(query: Given, parameter: string, expected: string): string {
  const text = textIn(query, parameter);
  if (text === undefined) throw wrong({ parameter, expected });
  return text;
}

function lookUpView({ key, vin }: Sought, found: OnFile | undefined, { address }: PoliceKnowledge): LookUpView {
  return {
    ...(key === undefined ? {} : { key: address(key) }),
    ...(vin === undefined ? {} : { vin }),
    ...(found === undefined
      ? {}
      : {
          person: found.person,
          ...(key !== undefined && !equalBytes(found.key, key) ? { onFile: address(found.key) } : {}),
          commitment: bytesToHex(found.commitment),
          since: found.since,
          by: found.by,
        }),
  };
}

/** An entry as callers see it. */
export function entryView(entry: Entry, { address }: Pick<PoliceKnowledge, 'address'>): PoliceEntryView {
  const { number, at, height, action, who, purpose, plate, key, found } = entry;
  return {
    number,
    at: Number(at),
    ...(height === undefined ? {} : { height }),
    action,
    who,
    purpose,
    ...(plate === '' ? {} : { plate }),
    ...(key === undefined ? {} : { key: address(key) }),
    found,
  };
}
