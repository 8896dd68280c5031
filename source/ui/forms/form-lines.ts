import { formatLivres } from '../../ledger/amount.ts';
import type { Field, Fields } from '../../ledger/field.ts';
import { accountField, optionalField } from '../../ledger/field-kinds.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Known } from '../../ledger/known.ts';
import type { Operation } from '../../ledger/operation.ts';
import type { Status } from '../../node/facade.ts';
import { duration, durationInWords, thousands } from '../text/format.ts';
import { peopleFirst } from './known.ts';
import { type SignerFacts, signersOf } from './operations.ts';

/** A field as the ledger declares it, whatever its value is. */
export type AnyField = Field<unknown>;

/** One line of a form. */
export interface FormLine {
  /** The field's name, or `group.name` for a field of a group; `as` for the signer. */
  readonly path: string;
  readonly label: string;
  readonly kind: 'signer' | 'choice' | 'flag' | 'group' | 'text';
  readonly field?: AnyField;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly help: string;
  readonly optional: boolean;
  /** Names that complete what is typed, for an account. */
  readonly names?: readonly string[];
  /** What stands beside the value: its unit, or what it means now. */
  readonly beside?: (text: string) => string;
  /** It is settled, and said in words above the lines. */
  readonly hidden?: true;
  /** The group that must be open for this line to show. */
  readonly group?: string;
}

/** The signer comes first. */
export const signerPath = 'as';

/** Who pays the fee comes behind whoever signs. */
export const payerPath = 'payer';

/** What a buyer says that it knows: never typed. */
export const tickedPath = 'acknowledged';

const payerField = optionalField(accountField('Fee paid by'));

/** What the wallet makes where it is left out, from what only it knows. */
const madeByNode: Readonly<Record<string, string>> = {
  holder: 'it may stay empty: then it is the name that the holder has here',
  eventKey: '',
  sealingKey: 'it may stay empty: then it is the one of this wallet',
};

/** The lines of an operation's form: who signs, then its fields; a group is a line that opens its own lines. */
export function formLines(operation: Operation, status: Status, facts: SignerFacts): FormLine[] {
  const { words } = operation.signer;
  const signers = signersOf(operation, status, facts);
  const people = peopleFirst(status.names);
  const names = people.map(({ name }) => name);
  const notaries = people.filter(({ roles }) => roles.includes('notary')).map(({ name }) => name);
  return [
    {
      path: signerPath,
      label: 'Signed by',
      kind: 'signer',
      choices: signers.map(({ name }) => ({ value: name, label: name })),
      help: `takes ${words}`,
      optional: false,
    },
    {
      path: payerPath,
      label: payerField.label,
      kind: 'text',
      field: payerField as AnyField,
      choices: [],
      names,
      help: 'whoever signs, if it stays empty; else this one signs too',
      optional: true,
    },
    ...optionalLast(linesOf(operation.fields, names)).flatMap((line) => {
      // Ticked on the review page, where each reason is read.
      if (line.path === tickedPath) return [];
      if (line.path === 'deadline') return [{ ...line, beside: (text: string) => inTime(text, status) }];
      return line.path === 'notary' ? [{ ...line, names: notaries }] : [line];
    }),
  ];
}

/** Ids by commas are the last thing that somebody wants to be asked for: what may stay empty comes behind the reason. */
function optionalLast(lines: readonly FormLine[]): FormLine[] {
  const isLast = ({ path }: FormLine) => path === 'evidence';
  return [...lines.filter((line) => !isLast(line)), ...lines.filter(isLast)];
}

function linesOf(fields: Fields, names: readonly string[], group?: string): FormLine[] {
  return Object.entries(fields).flatMap(([name, declared]) => {
    const field = declared as AnyField;
    const path = group === undefined ? name : `${group}.${name}`;
    const kind = field.input === 'choice' || field.input === 'flag' || field.input === 'group' ? field.input : 'text';
    // The holder of a licence is somebody, and not the name that a ticket is made out to.
    const made = path === 'holder' && field.input === 'account' ? undefined : madeByNode[path];
    const line: FormLine = {
      path,
      label: field.label,
      kind,
      field,
      choices: field.input === 'flag' ? yesNo : (field.choices ?? []),
      help: [field.help ?? '', made ?? ''].filter((part) => part !== '').join('; '),
      optional: field.optional || made !== undefined,
      ...(field.input === 'account' ? { names } : {}),
      ...(field.input === 'amount' ? { beside: () => 'LVR' } : {}),
      ...(field.input === 'time' ? { beside: () => 'UTC' } : {}),
      ...(path === 'policy.lockBefore' ? { beside: inUnits } : {}),
      ...(group === undefined ? {} : { group }),
    };
    return [line, ...(field.input === 'group' && field.fields ? linesOf(field.fields, names, path) : [])];
  });
}

/** `in about 3 hours`: when a height comes, as far as one can tell; nothing for what is no later height. */
function inTime(text: string, { height, interval }: Status): string {
  const left = /^\d{1,10}$/.test(text) ? (Number(text) - height) * interval : 0;
  return left > 0 ? `in about ${durationInWords(left)}` : '';
}

/** `1 h`, of a number of seconds. */
function inUnits(text: string): string {
  const seconds = /^[\d,]{1,12}$/.test(text) ? Number(text.replaceAll(',', '')) : Number.NaN;
  if (seconds > 0 && seconds % 3_600 === 0) return `${thousands(seconds / 3_600)} h`;
  return seconds >= 60 ? duration(seconds * 1_000) : '';
}

const yesNo = [
  { value: 'yes', label: 'yes' },
  { value: 'no', label: 'no' },
];

/** What a field shows before anything is typed: its fallback, as a person would type it. */
export function initialText(field: AnyField, known: Known): string {
  const value = field.fallback?.(known, {}, {});
  if (value === undefined || field.input === 'group')
    return field.input === 'choice' && !field.optional ? (field.choices?.[0]?.value ?? '') : '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'bigint') return formatLivres(value);
  if (field.input === 'account') return asTyped(value as Key, known);
  if (field.input === 'percent') return field.show(value, known);
  const json = field.toJson(value, known);
  return Array.isArray(json) ? json.join(', ') : String(json);
}

/** A key as a person types it: its name, where it has one here. */
function asTyped(key: Key, known: Known): string {
  const [name, address] = [known.name(key), known.address(key)];
  try {
    return known.address(known.key(name)) === address ? name : address;
  } catch {
    // A shortened address stands for nobody.
    return address;
  }
}

/** Whether a field takes more than a line: it is drawn as a box while it has the focus. */
export function isLong({ kind, field }: FormLine): boolean {
  return kind === 'text' && (field?.limit ?? 0) >= 200;
}

/** Whether a field is a country, which may be typed by its name. */
export function isCountry({ path }: FormLine): boolean {
  return path === 'country';
}
