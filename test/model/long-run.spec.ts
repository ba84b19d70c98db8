import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

const TOOL = ["--conditions=source", "--import", "./scripts/typescript.mjs", "--no-warnings"];

it("ends as it would have when its reader leaves early", async () => {
  const tool = spawn(process.execPath, [...TOOL, "test/model/long-run.ts", "--runs", "30", "--seed", "3"]);
  const errors = text(tool.stderr);
  const exited = once(tool, "exit") as Promise<[number | null]>;
  await once(tool.stdout, "data");
  tool.stdout.destroy();
  const [code] = await exited;
  expect([code, await errors]).toEqual([0, ""]);
}, 60_000);
