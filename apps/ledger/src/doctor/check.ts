/** A problem needs a person; a note is of something that the ledger deals with by itself. */
export type Verdict = "ok" | "note" | "problem";

/** What one look at one thing found. */
export interface Check {
  /** What was looked at, such as `log`. */
  readonly part: string;
  /** Which of its promises, such as `order`: stable, for scripts. */
  readonly check: string;
  readonly verdict: Verdict;
  /** Whole sentences for a person. */
  readonly message: string;
  /** What to do about a problem. */
  readonly next?: string;
}

export const RESTORE =
  "Stop the server, keep this folder as it is, and restore the newest copy whose log is sound.";
export const REBUILD = 'Run "ledger rebuild": the read model is built anew from the log.';
/** Both are witnesses of the same history, and building anew removes one of them. */
export const WHICH_IS_RIGHT =
  'Log or read model may have been changed. Keep this folder as it is, and run "ledger doctor" on the newest copy: if that is sound, restore it. If the log is right, "ledger rebuild --accept" makes the read model anew from it.';
export const RESTORE_LOG =
  'Stop the server, keep this folder as it is, and restore the newest copy of the log. If this is the newest, say so with "ledger rebuild --accept".';

type Found = Pick<Check, "message" | "next">;

/** Says what one part's checks found. */
export function checksOf(
  part: string,
): Record<Verdict, (check: string, message: string, next?: string) => Check> {
  const say =
    (verdict: Verdict) =>
    (check: string, message: string, next?: string): Check => {
      const found: Found = next === undefined ? { message } : { message, next };
      return { part, check, verdict, ...found };
    };
  return { ok: say("ok"), note: say("note"), problem: say("problem") };
}

/** `a; b; and 3 more`: what was found first is told, the rest counted. */
export class Findings {
  readonly #first: string[] = [];
  #more = 0;

  add(...sentences: readonly string[]): void {
    for (const sentence of sentences) {
      if (this.#first.length < 5) this.#first.push(sentence);
      else this.#more += 1;
    }
  }

  get any(): boolean {
    return this.#first.length > 0;
  }

  toString(): string {
    return [...this.#first, ...(this.#more > 0 ? [`and ${this.#more} more`] : [])].join("; ");
  }
}
