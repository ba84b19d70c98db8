/** How much is measured. Everything of one run is of one scale. */
export interface Scale {
  readonly name: "full" | "small";
  /** Each compared thing is measured so many times, one after the other in turn; the median counts. */
  readonly rounds: number;
  readonly http: {
    readonly warmUpSeconds: number;
    readonly seconds: number;
    readonly clients: number;
    /** Requests per second of the open loop. */
    readonly rate: number;
    /** Among so many grants "many grants" are spread. */
    readonly grants: number;
  };
  readonly bulkCommands: number;
}

export const SCALES: Readonly<Record<Scale["name"], Scale>> = {
  full: {
    name: "full",
    rounds: 3,
    http: { warmUpSeconds: 1, seconds: 4, clients: 64, rate: 1_000, grants: 500 },
    bulkCommands: 100_000,
  },
  small: {
    name: "small",
    rounds: 1,
    http: { warmUpSeconds: 0.1, seconds: 0.3, clients: 8, rate: 100, grants: 10 },
    bulkCommands: 800,
  },
};
