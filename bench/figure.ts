/** What a figure may use while it runs. */
export interface FigureOptions {
  /** Cores of this machine. */
  readonly cores: number;
  /** Says what is happening, for a person who waits; it never mixes with the results. */
  readonly note: (text: string) => void;
}

/** What a figure measured. */
export interface Measurement {
  /** In the figure's unit. */
  readonly value: number;
  /** What it stands beside, measured in the same run and in the same unit. */
  readonly limitValue: number;
  /** `value / limitValue`. */
  readonly ratio: number;
  /** Anything else worth keeping, plain data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** One figure: a file in `bench/figures/` exports it as `figure`, and its name is the file's. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** What it stands beside, in words. */
  readonly limit: string;
  /** The ratio that it should reach; absent where none is promised yet. */
  readonly floor?: number;
  /** The same for what is better the less it is, like time: the ratio that it should not go beyond. */
  readonly ceiling?: number;
  readonly run: (options: FigureOptions) => Promise<Measurement>;
}

/** A figure with what it measured, as it is reported. */
export type Result = Omit<Figure, 'run'> & Measurement;

/** The machine that measured, because figures of different machines do not compare. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Gibibytes. */
  readonly memory: number;
  readonly platform: string;
  readonly node: string;
}
