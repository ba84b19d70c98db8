/** What a line in the log says. Never a body and never a person's name. */
export interface LogEntry {
  readonly level: "info" | "error";
  readonly error?: unknown;
  readonly [field: string]: unknown;
}

/** One JSON line to stderr. Failures are always written, requests when `LEDGER_LOG=json`. */
export function log({ error, ...entry }: LogEntry): void {
  if (entry.level === "info" && process.env["LEDGER_LOG"] !== "json") return;
  const failure = error instanceof Error ? { error: error.message, stack: error.stack } : {};
  process.stderr.write(`${JSON.stringify({ ...entry, ...failure })}\n`);
}
