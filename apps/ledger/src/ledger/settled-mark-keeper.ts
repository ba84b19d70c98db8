import type { Position } from "#event-store/event-store.ts";

/** Where the position is kept through which all reactions are known to be done. */
export interface SettledMark {
  read(): Promise<Position | undefined>;
  write(position: Position): Promise<void>;
}

/** So many positions further on the mark is written anew: what a start after a crash goes over at most. */
const STEP = 1_000;
/** Milliseconds without a command after which the mark is written wherever it stands. */
const QUIET = 2_000;

/** A command that may have written something whose reactions are not done yet. */
type UnderWay = Promise<unknown>;

/**
 * Moves the mark on while commands are taken, never past something that may be half done: while commands are
 * under way it stays at what was written before the oldest of them began. Writing it delays nobody, and what
 * cannot be written costs time at the next start, nothing else.
 */
export class SettledMarkKeeper {
  private readonly mark: SettledMark | undefined;
  /** Each command under way with the log's last known position when it began; the oldest first. */
  private readonly underWay = new Map<UnderWay, Position | undefined>();
  private last: Position | undefined;
  private written: Position | undefined;
  private writing: Promise<void> | undefined;
  private quiet: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(mark: SettledMark | undefined) {
    this.mark = mark;
  }

  /** The last position that this process has written or found. */
  get lastPosition(): Position | undefined {
    return this.last;
  }

  /** Everything through this position was found settled when the log was opened. */
  opened(through: Position | undefined, marked: Position | undefined): void {
    this.last = through;
    this.written = marked;
    this.moveOn();
  }

  /** A command has written this far. */
  wrote(position: Position): void {
    if (position > (this.last ?? -1)) this.last = position;
  }

  /** Something may be left half done: the mark stays where it was, so that the next start goes over the log. */
  stay(): void {
    this.stopped = true;
  }

  /** Waits for a command, holding the mark before what it writes. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    this.underWay.set(work, this.last);
    try {
      return await work;
    } finally {
      this.underWay.delete(work);
      this.moveOn();
    }
  }

  /**
   * Waits for all commands under way, and writes the mark where it then stands.
   *
   * @throws StoreUnavailable when the log cannot be read any more
   */
  async close(): Promise<void> {
    await Promise.allSettled(this.underWay.keys());
    clearTimeout(this.quiet);
    await this.writing;
    try {
      await this.write();
    } finally {
      // From here on the log may be closed, which a late answer must not look into.
      this.stopped = true;
      clearTimeout(this.quiet);
    }
  }

  private moveOn(): void {
    clearTimeout(this.quiet);
    if (!this.mark || this.stopped || this.settled === undefined) return;
    if (this.settled - (this.written ?? 0) >= STEP) return this.writeBeside();
    if (this.underWay.size > 0) return;
    this.quiet = setTimeout(() => this.writeBeside(), QUIET);
    // A process that has nothing else to do ends.
    this.quiet.unref();
  }

  private get settled(): Position | undefined {
    const [oldest] = this.underWay.values();
    return this.underWay.size > 0 ? oldest : this.last;
  }

  private writeBeside(): void {
    // A log that cannot be read just now is told of by every command.
    const wrote = (): void => {
      this.writing = undefined;
    };
    this.writing ??= this.write().then(wrote, wrote);
  }

  private async write(): Promise<void> {
    const position = this.settled;
    if (!this.mark || this.stopped || position === undefined || position <= (this.written ?? -1)) return;
    await this.mark.write(position);
    this.written = position;
  }
}
