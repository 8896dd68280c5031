import type { Key } from './keys.ts';

/** Data beside a refusal's code; plain values that survive a structured clone. */
export type RefusalData = Readonly<Record<string, unknown>>;

/** How a key reads in the middle of a sentence. */
export type NameOf = (key: Key) => string;

/** For whoever knows no names. */
const unnamed: NameOf = () => 'this key';

/** Something was refused: a code for programs, one plain sentence for people, and the data that both rest on. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: string;
  readonly data: RefusalData;
  /** The sentence for whoever knows names. */
  readonly tell: (name: NameOf) => string;

  constructor(code: string, sentence: string, data: RefusalData, tell: (name: NameOf) => string = () => sentence) {
    super(sentence);
    this.code = code;
    this.data = data;
    this.tell = tell;
  }
}

type Sentence = (data: never, name: NameOf) => string;
type DataOf<S> = S extends () => string ? [] : S extends (data: infer D, ...rest: never) => string ? [data: D] : never;
type Makers<T extends Record<string, Sentence>> = {
  readonly [K in keyof T]: (...data: DataOf<T[K]>) => RefusedError;
};

/** Turns a table of code -> sentence into a table of code -> error; `throw table.VIN_TAKEN({ vin })`. */
export function refusals<T extends Record<string, Sentence>>(sentences: T): Makers<T> {
  const makers: Record<string, (data?: RefusalData) => RefusedError> = {};
  for (const [code, sentence] of Object.entries(sentences)) {
    makers[code] = (data = {}) => {
      const tell = (name: NameOf) => sentence(data as never, name);
      return new RefusedError(code, tell(unnamed), data, tell);
    };
  }
  return makers as Makers<T>;
}
