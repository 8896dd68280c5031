import type { Facade, Refusal } from '../facade.ts';

/** The methods of the socket: the facade's, but for those that make no sense over a wire. */
export const methods = [
  'status',
  'submit',
  'review',
  'make',
  'sign',
  'combine',
  'transaction',
  'block',
  'blocks',
  'mempool',
  'directory',
  'licence',
  'car',
  'cars',
  'owner',
  'transfer',
  'transfers',
  'discharge',
  'account',
  'activity',
  'prove',
  'agreement',
  'agreements',
  'events',
  'event',
  'ticket',
  'tickets',
  'market',
  'waitingFor',
  'boxOffice',
  'holderPrint',
  'proof',
  'showName',
  'checkName',
  'gate',
  'gateState',
  'book',
  'shelf',
  'libraries',
  'addBook',
  'request',
  'checkRequest',
  'exchange',
  'exchanges',
  'answerRequest',
  'giveUp',
  'read',
  'waiting',
  'find',
  'mining',
  'setMining',
  'peers',
  'dial',
  'disconnect',
  'wallet',
  'newWords',
  'unlock',
  'lock',
  'showWords',
  'checkBackup',
  'addAccount',
  'police',
  'createPolice',
  'openPolice',
  'closePolice',
  'lookUp',
  'putOnFile',
  'takeDemoPersons',
  'commitment',
  'erasePerson',
  'policeLog',
  'auditPolice',
  'mine',
  'submitTransaction',
  'submitBlock',
] as const satisfies readonly (keyof Facade)[];

export type Method = (typeof methods)[number];

/** Bytes of one request or answer, at most: a block of 1 MiB in hex, and what stands around it. */
export const messageLimit = 16 * 2 ** 20;

/** What a caller knows its request by. */
export type RequestId = number | string;

/** JSON-RPC 2.0: a request, one JSON object a line. */
export interface Request {
  readonly jsonrpc: '2.0';
  readonly id: RequestId;
  readonly method: string;
  readonly params?: unknown;
}

/** The codes that JSON-RPC 2.0 reserves; a refusal of the node itself travels as `refused`, its own code in `data`. */
export const errorCodes = { parse: -32700, request: -32600, method: -32601, refused: -32000 } as const;

/** JSON-RPC 2.0: an answer, one JSON object a line. */
export type Response =
  | { readonly jsonrpc: '2.0'; readonly id: RequestId | null; readonly result: unknown }
  | {
      readonly jsonrpc: '2.0';
      readonly id: RequestId | null;
      readonly error: { readonly code: number; readonly message: string; readonly data?: Refusal };
    };
