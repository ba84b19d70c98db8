/**
 * Aborted by the first SIGINT or SIGTERM, so that what is open is closed in order. Further ones change
 * nothing: a terminal and a parent process often both send one.
 */
export function endedBySignal(): AbortSignal {
  const ended = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => ended.abort());
  return ended.signal;
}
