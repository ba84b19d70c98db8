import type { World } from "./world/world.ts";

/** How much is measured. Everything of one run is of one scale. */
export interface Scale {
  readonly name: "full" | "small";
  /** Each compared thing is measured so many times, one after the other in turn; the median counts. */
  readonly rounds: number;
  readonly http: {
    /** A server that was just started compiles its code while it answers: each is first let run for so long. */
    readonly runInSeconds: number;
    readonly warmUpSeconds: number;
    readonly seconds: number;
    readonly clients: number;
    /** Requests per second of the open loop. */
    readonly rate: number;
    /** Among so many grants "many grants" are spread. */
    readonly grants: number;
  };
  readonly bulk: { readonly commands: number; readonly world: World };
  /** What is replayed, rebuilt, asked and started with. */
  readonly history: { readonly events: number; readonly world: World };
  readonly lag: { readonly seconds: number; readonly rate: number };
  /** Questions of one kind that are asked in a round. */
  readonly asOf: { readonly oneRecipient: number; readonly everything: number };
}

export const SCALES: Readonly<Record<Scale["name"], Scale>> = {
  full: {
    name: "full",
    rounds: 3,
    http: { runInSeconds: 15, warmUpSeconds: 1, seconds: 4, clients: 64, rate: 1_000, grants: 500 },
    bulk: { commands: 100_000, world: { agreements: 5, recipients: 100 } },
    history: { events: 1_000_000, world: { agreements: 20, recipients: 100 } },
    lag: { seconds: 15, rate: 1_000 },
    asOf: { oneRecipient: 500, everything: 100 },
  },
  small: {
    name: "small",
    rounds: 1,
    http: { runInSeconds: 0.1, warmUpSeconds: 0.1, seconds: 0.2, clients: 8, rate: 100, grants: 25 },
    bulk: { commands: 800, world: { agreements: 2, recipients: 10 } },
    history: { events: 2_000, world: { agreements: 2, recipients: 10 } },
    lag: { seconds: 0.5, rate: 100 },
    asOf: { oneRecipient: 10, everything: 5 },
  },
};

export const isScale = (name: string): name is Scale["name"] => Object.hasOwn(SCALES, name);
