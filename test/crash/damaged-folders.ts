import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Ended, endOf, ledger, printed, start } from "../cli/run-ledger.ts";
import { sent } from "./clients.ts";
import { Seeded } from "./seeded.ts";
import { type Chain, type Write, anyChain, foundation } from "./writes.ts";

export const ASKED = ["balances", "--by", "anslagspost,line,recipient,receipt", "--json"] as const;
const PATH = "/api/balances?by=anslagspost,line,recipient,receipt&limit=10000";

export const logIn = (folder: string): string => join(folder, "ledger.sqlite");
export const registersIn = (folder: string): string => join(folder, "registers.sqlite");
export const memoryIn = (folder: string): string => join(folder, "working-memory.sqlite");
export const modelIn = (folder: string): string => join(folder, "read-model", "000001.sqlite");

/** What somebody sees who asks for balances: the rows, or why there are none. */
export interface Seen {
  readonly status: number;
  readonly rows: string;
}

export async function balancesAt(url: string): Promise<Seen> {
  const response = await fetch(`${url}${PATH}`);
  const body = (await response.json()) as { rows?: unknown; detail?: string };
  return { status: response.status, rows: JSON.stringify(body.rows ?? body.detail) };
}

/** A server on a folder: what it said when it did not get ready, or where it listens. */
export class Served {
  readonly url: string | undefined;
  readonly #child: ReturnType<typeof start>;
  readonly #ended: Promise<Ended>;

  private constructor(child: ReturnType<typeof start>, ended: Promise<Ended>, url: string | undefined) {
    this.#child = child;
    this.#ended = ended;
    this.url = url;
  }

  /** @param wrap what the command is run under, such as `setpriv` with its options */
  static async on(folder: string): Promise<Served> {
    const child = start(["serve", "--port", "0", "--json", "--data", folder]);
    const ended = endOf(child);
    const url = await printed(child, "\n").then(
      (out) => (JSON.parse(out) as { url: string }).url,
      () => undefined,
    );
    return new Served(child, ended, url);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> {
    this.#child.kill(signal);
    return this.#ended;
  }
}

/** Folders with everything in them: money, persons, attachments; what was killed has its write-ahead logs left. */
export interface Bases {
  readonly closed: string;
  readonly killed: string;
  /** Another ledger, with a history of its own. */
  readonly other: string;
  /** What the first two say. */
  readonly rows: string;
  /** The same from the command line. */
  readonly out: string;
}

export async function makeBases(folder: string): Promise<Bases> {
  const [killed, closed, other] = ["killed", "closed", "other"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const { rows } = await written(killed, 7);
  cpSync(killed, closed, { recursive: true });
  const served = await Served.on(closed);
  // What healing adds after the kill is nothing: everything had been answered.
  if ((await balancesAt(served.url ?? "")).rows !== rows) throw new Error("A copy answers otherwise.");
  await served.end();
  await written(other, 8);
  const { out } = await ledger(...ASKED, "--data", closed);
  return { closed, killed, other, rows, out };
}

async function written(folder: string, seed: number): Promise<Seen> {
  const served = await Served.on(folder);
  const url = served.url ?? "";
  const random = new Seeded(seed);
  const send = async (write: Write): ReturnType<typeof sent> => {
    const answer = await sent(url, write);
    if (answer.status >= 500) throw new Error(`${write.path}: ${answer.status}`);
    return answer;
  };
  for (const write of foundation()) await send(write);
  for (let number = 0; number < 24; number++) await play(anyChain(`s${seed}-${number}`, random), send);
  const seen = await balancesAt(url);
  await served.end("SIGKILL");
  return seen;
}

async function play(chain: Chain, send: (write: Write) => ReturnType<typeof sent>): Promise<void> {
  let { value, done } = chain.next({ status: 0, body: {} });
  while (!done && value) {
    if (value.path === "/api/bulk") return;
    const answer = await send(value);
    if (answer.status >= 400) return;
    ({ value, done } = chain.next(answer));
  }
}

/** A copy of a base for one command alone. */
export function copyOf(base: string, name: string): string {
  const copy = `${base}-${name}`;
  cpSync(base, copy, { recursive: true });
  return copy;
}

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** The number of the root page of a table or an index, counted from 1, and the size of pages in bytes. */
export function pageOf(file: string, name: string): { readonly page: number; readonly size: number } {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const root = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(name);
    const size = database.prepare("PRAGMA page_size").get();
    return { page: Number(root?.["rootpage"]), size: Number(size?.["page_size"]) };
  } finally {
    database.close();
  }
}
