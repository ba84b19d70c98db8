import { closeSync, openSync, writeSync } from "node:fs";
import type { Line } from "./world.ts";

/** Writes commands as a bulk has them, one JSON object per line; gives the file's name back. */
export function writeLines(file: string, lines: Iterable<Line>): string {
  const handle = openSync(file, "w");
  try {
    let text = "";
    for (const line of lines) {
      text += `${JSON.stringify(line)}\n`;
      if (text.length > 1_000_000) {
        writeSync(handle, text);
        text = "";
      }
    }
    writeSync(handle, text);
    return file;
  } finally {
    closeSync(handle);
  }
}
