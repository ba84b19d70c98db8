import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { RuleError } from "#domain/rule-error.ts";
import type { Clock } from "#event-store/event-store.ts";
import type { DataFolder } from "../data-folder/data-folder.ts";
import { openForWriting } from "../data-folder/open-ledger.ts";

/**
 * Makes sure that the demo begins in an empty ledger. A ledger that holds something is never deleted: it is
 * refused, or with `fresh` moved aside to `<folder>.bak-<n>`.
 *
 * @returns where the old ledger was moved to, when it was
 * @throws RuleError `demo-ledger-not-empty`
 * @throws StoreUnavailable when another process has the ledger open
 */
export async function freshFolder(
  folder: DataFolder,
  { fresh, clock }: { readonly fresh: boolean; readonly clock: Clock },
): Promise<string | undefined> {
  if (!existsSync(folder.log) || !(await holdsEvents(folder, clock))) return undefined;
  if (!fresh) {
    throw new RuleError(
      "demo-ledger-not-empty",
      `The ledger in ${folder.path} is not empty, and the demo needs an empty one: name another folder with LEDGER_DATA_DIR, or run it with --fresh, which moves this one aside.`,
      { field: "LEDGER_DATA_DIR", figures: { folder: folder.path } },
    );
  }
  const aside = firstFree(folder.path);
  await rename(folder.path, aside);
  return aside;
}

/** Opened for writing, so that a ledger that a server has open is refused and not moved away from under it. */
async function holdsEvents(folder: DataFolder, clock: Clock): Promise<boolean> {
  const store = await openForWriting(folder, clock);
  try {
    for await (const _ of store.readAll({ limit: 1 })) return true;
    return false;
  } finally {
    await store.close();
  }
}

function firstFree(path: string): string {
  for (let number = 1; ; number += 1) {
    const candidate = `${path}.bak-${number}`;
    if (!existsSync(candidate)) return candidate;
  }
}
