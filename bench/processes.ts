import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const BIN = fileURLToPath(new URL("../bin/ledger.mjs", import.meta.url));
const TYPESCRIPT = new URL("../scripts/typescript.mjs", import.meta.url).href;

const running = new Set<ChildProcess>();
// Whatever ends a run, nothing of it goes on working in a folder that is gone.
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

function startNode(
  args: readonly string[],
  stdio: readonly ["ignore", "ignore" | "pipe", "inherit" | "pipe"],
): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: [...stdio] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** Runs the `ledger` command as a person would, with its outcomes thrown away; milliseconds from start to end. */
export async function ledger(...args: readonly string[]): Promise<number> {
  const began = performance.now();
  const child = startNode([BIN, ...args], ["ignore", "ignore", "pipe"]);
  const complaints = readAll(child);
  const [exit] = (await once(child, "exit")) as [number | null];
  const milliseconds = performance.now() - began;
  if (exit !== 0) throw new Error(`ledger ${args.join(" ")} ended with ${exit}: ${await complaints}`);
  return milliseconds;
}

/** Runs a module of the bench in a process of its own and reads the one JSON value that it prints. */
export async function inOwnProcess<Result>(module: string, settings: object): Promise<Result> {
  const child = startModule(module, settings);
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const [exit] = (await once(child, "close")) as [number | null];
  if (exit !== 0) throw new Error(`${module} ended with ${exit}: ${printed}`);
  return JSON.parse(printed) as Result;
}

function startModule(module: string, settings: object): ChildProcess {
  const file = fileURLToPath(new URL(module, import.meta.url));
  const args = [
    "--disable-warning=ExperimentalWarning",
    "--import",
    TYPESCRIPT,
    file,
    JSON.stringify(settings),
  ];
  return startNode(args, ["ignore", "pipe", "inherit"]);
}

/** What a module of the bench was given by {@link inOwnProcess} or {@link RunningServer.module}. */
export const settingsOf = <Settings>(): Settings => JSON.parse(process.argv[2] ?? "{}") as Settings;

/** A server in a process of its own: the product, or what it is compared with. */
export class RunningServer {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** The product as it is started by people. */
  static async ledger(folder: string): Promise<RunningServer> {
    const args = [BIN, "serve", "--data", folder, "--port", "0", "--json"];
    return RunningServer.listening(startNode(args, ["ignore", "pipe", "pipe"]));
  }

  /** A module of the bench that prints its URL as the product does. */
  static module(module: string, settings: object): Promise<RunningServer> {
    return RunningServer.listening(startModule(module, settings));
  }

  private static async listening(child: ChildProcess): Promise<RunningServer> {
    if (child.stdout === null) throw new Error("A server prints its address.");
    const complaints = readAll(child);
    const lines = createInterface(child.stdout);
    const first = once(lines, "line").then(([line]) => String(line));
    const ended = once(child, "exit").then(async ([exit]) => {
      throw new Error(`The server ended with ${String(exit)} before it listened: ${await complaints}`);
    });
    const line = await Promise.race([first, ended]);
    ended.catch(() => undefined);
    return new RunningServer((JSON.parse(line) as { url: string }).url, child);
  }

  /** Megabytes: the most that the process has had in memory so far. */
  get peakMemory(): number {
    return Number(this.status("VmHWM")) / 1_024;
  }

  /** Seconds of processor time that the process has used so far, over all its threads. */
  get processorSeconds(): number {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    // Fields 14 and 15 of proc(5), in hundredths of a second: the command's name and what precedes it are cut off.
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  private status(name: string): string | undefined {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1];
  }

  /** Ends it in order, or at once with `SIGKILL`. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill(signal);
    await ended;
  }
}

async function readAll({ stderr }: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of stderr ?? []) text += String(chunk);
  return text;
}
