import type { ExpectedRevision } from "./event-store.ts";

export type AppendVerdict =
  | { readonly kind: "append" }
  | { readonly kind: "repeat"; readonly revision: number }
  | { readonly kind: "conflict" };

/** A stream that does not exist counts as standing one before its first event. */
export function asNumber(revision: ExpectedRevision): number {
  return revision === "no_stream" ? -1 : revision;
}

export function asRevision(revision: number): ExpectedRevision {
  return revision < 0 ? "no_stream" : revision;
}

/**
 * What an append means for a stream that stands at `current`, both revisions as numbers.
 *
 * The rule is EventStoreDB's (EVENT-STORE: Append): at the current revision it appends without comparing
 * ids; behind it, the append is a repeat exactly when all its ids stand right after the expected revision.
 *
 * @param idAt the id of the stream's event at a revision, `undefined` past the end
 */
export function judgeAppend(
  expected: number,
  current: number,
  ids: readonly string[],
  idAt: (revision: number) => string | undefined,
): AppendVerdict {
  if (expected === current) return { kind: "append" };
  if (expected > current) return { kind: "conflict" };
  const isRepeat = ids.every((id, index) => idAt(expected + 1 + index) === id);
  return isRepeat ? { kind: "repeat", revision: expected + ids.length } : { kind: "conflict" };
}
