import { spawnSync } from "node:child_process";
import { closeSync, fdatasyncSync, openSync, readFileSync, statfsSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isEmmettInstalled } from "./peers/emmett-store.ts";
import { PLAIN_TEXT, versionOf } from "./peers/plain-text.ts";
import { percentilesOf } from "./statistics.ts";
import type { Workplace } from "./workplace.ts";

/** What a run was made on, and with which versions. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly disk: string;
  /** Milliseconds that writing and syncing 4 KiB at the end of a file takes, p50 and p99. */
  readonly syncMs: { readonly p50: number; readonly p99: number };
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly commit: string;
}

const SYNCS = 300;

export function machineAt(workplace: Workplace): Machine {
  const [first] = cpus();
  return {
    processor: first?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    disk: diskOf(workplace.path),
    syncMs: syncCost(join(workplace.path, "synced")),
    system: `${process.platform} ${release()}`,
    versions: versions(),
    commit: said("git", "rev-parse", "--short", "HEAD"),
  };
}

function syncCost(file: string): Machine["syncMs"] {
  const handle = openSync(file, "w");
  const block = Buffer.alloc(4_096, 1);
  const times = Float64Array.from({ length: SYNCS }, () => {
    const began = performance.now();
    writeSync(handle, block);
    fdatasyncSync(handle);
    return performance.now() - began;
  });
  closeSync(handle);
  const { p50, p99 } = percentilesOf(times);
  return { p50, p99 };
}

/** `ext4 on /dev/vda, 79 GB free` */
function diskOf(path: string): string {
  const [device = "unknown", type = "unknown"] =
    said("df", "--output=source,fstype", path).split("\n")[1]?.split(/\s+/) ?? [];
  const { bavail, bsize } = statfsSync(path);
  return `${type} on ${device}, ${Math.round((bavail * bsize) / 1e9)} GB free`;
}

function versions(): Record<string, string> {
  const sqlite = new DatabaseSync(":memory:").prepare("SELECT sqlite_version() AS version").get()?.version;
  const own = createRequire(import.meta.url);
  const emmett = createRequire(new URL("./emmett/package.json", import.meta.url));
  const plainText = PLAIN_TEXT.map((program) => [program, versionOf(program) ?? "not installed"] as const);
  return {
    node: process.versions.node,
    sqlite: String(sqlite),
    "@nestjs/core": versionIn(own, "@nestjs/core"),
    fastify: versionIn(own, "fastify"),
    "class-validator": versionIn(own, "class-validator"),
    "emmett-sqlite": isEmmettInstalled()
      ? `${versionIn(emmett, "@event-driven-io/emmett-sqlite")} with sqlite3 ${versionIn(emmett, "sqlite3")}`
      : "not installed",
    ...Object.fromEntries(plainText),
  };
}

/** Read from the package's folder: not every package exports its own description. */
function versionIn({ resolve }: NodeJS.Require, name: string): string {
  for (const folder of resolve.paths(name) ?? []) {
    try {
      const description = readFileSync(join(folder, name, "package.json"), "utf8");
      return (JSON.parse(description) as { version: string }).version;
    } catch {
      // Not in this folder: packages may lie further up.
    }
  }
  return "unknown";
}

function said(command: string, ...args: readonly string[]): string {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : "unknown";
}
