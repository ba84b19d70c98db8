import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  ROOT,
  buildLedger,
  endOf,
  errorIn,
  ledger,
  printed,
  start,
  takenPort,
  temporaryFolder,
} from "./run-ledger.ts";

const folder = temporaryFolder();
const data = ["--data", join(folder.path, "served")];
const started: ChildProcess[] = [];

beforeAll(buildLedger, 120_000);
afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
  folder.remove();
});

function serve(...args: string[]): ChildProcess {
  const child = start(["serve", "--port", "0", ...args]);
  started.push(child);
  return child;
}

describe("ledger serve", () => {
  it("says where it is ready, lets others read the folder, and closes in order when told to end", async () => {
    await ledger("import", "agreements/parties.yaml", ...data);
    const server = serve("--json", ...data);
    const ended = endOf(server);
    const { url, data: served, docs } = JSON.parse(await printed(server, "\n")) as Record<string, string>;
    expect({ served, docs }).toEqual({ served: data[1], docs: `${url}/docs` });
    expect((await fetch(`${url}/`)).status).toBeLessThan(500);

    for (const command of [["balances"], ["reclaimable"], ["events"]]) {
      expect(await ledger(...command, ...data)).toMatchObject({ exit: 0, err: "" });
    }
    const refused = await ledger("import", "agreements/parties.yaml", ...data, "--json");
    expect(refused).toMatchObject({ exit: 4, out: "" });
    expect(errorIn(refused)).toMatchObject({
      rule: "log-in-use",
      message: expect.stringMatching(
        new RegExp(`in use by process ${server.pid}.*\\n.*"npm start": stop it first`),
      ),
    });

    server.kill("SIGTERM");
    expect(await ended).toMatchObject({ exit: 0, err: expect.stringContaining("Closing the ledger.") });
    await expect(fetch(`${url}/`)).rejects.toThrow();
    expect(await ledger("import", "agreements/parties.yaml", ...data)).toMatchObject({ exit: 0 });
  });

  it("goes on when nobody reads what it prints", async () => {
    const server = serve(...data);
    const ended = endOf(server);
    const [url = ""] = /http:\S+/.exec(await printed(server, "documentation")) ?? [];
    server.stdout?.destroy();
    expect((await fetch(url)).status).toBeLessThan(500);
    server.kill("SIGINT");
    expect(await ended).toMatchObject({ exit: 0 });
  });

  it("leaves no new folder behind when it cannot have the port", async () => {
    const { port, release } = await takenPort();
    const data = join(folder.path, "never");
    try {
      expect(await ledger("serve", "--port", String(port), "--data", data)).toMatchObject({ exit: 2 });
    } finally {
      await release();
    }
    expect(existsSync(data)).toBe(false);
  });

  it("names the variable when the port comes from there", async () => {
    const child = start(["serve", ...data], { PORT: "abc" });
    expect(await endOf(child)).toEqual({
      ...{ exit: 2, out: "" },
      err: "PORT must be a whole number from 0 to 65535, not abc.\n",
    });
  });

  it("names the port that another program has, and leaves the folder free", async () => {
    const { port, release } = await takenPort();
    try {
      const ended = await ledger("serve", "--port", String(port), ...data, "--json");
      expect(ended).toMatchObject({
        exit: 2,
        out: "",
        err: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`),
      });
      expect(errorIn(ended)).toMatchObject({ rule: "port-in-use", field: "--port" });
    } finally {
      await release();
    }
    expect(readFileSync(join(folder.path, "served", "settled.json"), "utf8")).toMatch(/^\{"position":37,/);
  });

  it.each([
    ["damaged", (log: string): void => truncateSync(log, 8_192)],
    ["removed", (log: string): void => rmSync(dirname(log), { recursive: true })],
  ])("ends when it is told to with a log that was %s meanwhile, and says so", async (how, harm) => {
    const path = join(folder.path, how);
    await ledger("import", "agreements/parties.yaml", "--data", path);
    const server = serve("--data", path);
    const ended = endOf(server);
    const [url = ""] = /http:\S+/.exec(await printed(server, "documentation")) ?? [];
    harm(join(path, "ledger.sqlite"));
    const { status } = await fetch(`${url}/api/parties/skr/names`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": "harmed", "Ledger-Actor": "anna" },
      body: JSON.stringify({ name: "SKR", from: "2023-02-01" }),
    });
    expect(status).toBe(503);
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    server.kill("SIGTERM");
    expect(await ended).toMatchObject({ exit: 4, err: expect.stringContaining(path) });
  });

  it("ends at once when it cannot have the folder", async () => {
    const first = serve(...data);
    const ended = endOf(first);
    await printed(first, "Ready on");
    expect(await ledger("serve", "--port", "0", ...data)).toMatchObject({
      exit: 4,
      err: expect.stringContaining(`in use by process ${first.pid}`),
    });
    first.kill("SIGTERM");
    expect(await ended).toMatchObject({ exit: 0 });
  });

  it("ends with npm, which started it", async () => {
    const npm = spawn("npm", ["start"], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, LEDGER_DATA_DIR: data[1], PORT: "0" },
    });
    started.push(npm);
    const ended = endOf(npm);
    const [url = ""] = /http:\S+/.exec(await printed(npm, "documentation")) ?? [];
    npm.kill("SIGTERM");
    expect((await ended).err).toContain("Closing the ledger.");
    await expect(fetch(url)).rejects.toThrow();
  });
});
