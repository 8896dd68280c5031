/** Data beside a refusal's code; plain values that survive a structured clone. */
export type RefusalData = Readonly<Record<string, unknown>>;

/** Something was refused: a code for programs, one plain sentence for people, and the data that both rest on. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: string;
  readonly data: RefusalData;

  constructor(code: string, sentence: string, data: RefusalData) {
    super(sentence);
    this.code = code;
    this.data = data;
  }
}

type Sentence = (data: never) => string;
type Makers<T extends Record<string, Sentence>> = {
  readonly [K in keyof T]: (...data: Parameters<T[K]>) => RefusedError;
};

/** Turns a table of code -> sentence into a table of code -> error; `throw table.VIN_TAKEN({ vin })`. */
export function refusals<T extends Record<string, Sentence>>(sentences: T): Makers<T> {
  const makers: Record<string, (data?: RefusalData) => RefusedError> = {};
  for (const [code, sentence] of Object.entries(sentences)) {
    makers[code] = (data = {}) => new RefusedError(code, sentence(data as never), data);
  }
  return makers as Makers<T>;
}
