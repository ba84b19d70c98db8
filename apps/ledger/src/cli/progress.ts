import cliProgress from "cli-progress";

/** Shorter work needs no bar: it would only flicker. */
const MOMENT_MS = 500;

export interface Progress {
  /** `of` is absent when nobody knows how much there is. */
  update(done: number, of?: number): void;
  stop(): void;
}

/** A bar on stderr, when a person looks at it and the work takes longer than a moment. */
export function progressOf(what: string): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const began = performance.now();
  let bar: cliProgress.SingleBar | undefined;
  return {
    update(done, of) {
      if (bar) return bar.update(done);
      if (performance.now() - began < MOMENT_MS) return;
      const format = of === undefined ? `${what}: {value}` : `${what} [{bar}] {value}/{total}`;
      bar = new cliProgress.SingleBar({
        format,
        stream: process.stderr,
        clearOnComplete: true,
        // An interrupted command would leave the terminal without its cursor.
        hideCursor: false,
        // Ending is this program's own affair: a server closes its log first.
        gracefulExit: false,
      });
      bar.start(of ?? done, done);
    },
    stop: () => bar?.stop(),
  };
}
