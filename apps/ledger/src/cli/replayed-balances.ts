import type { Clock } from "#event-store/event-store.ts";
import { DIMENSIONS } from "#projections/balance-fold.ts";
import { type ReplayedBalances, replayBalances } from "#projections/replayed-balances.ts";
import type { DataFolder } from "../data-folder/data-folder.ts";
import { mustHoldWhatWasKnown } from "../data-folder/known-of-log.ts";
import { openLog } from "../data-folder/open-ledger.ts";
import { type BalancesQuery, show } from "./balances.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { mustBeAmong } from "./known-values.ts";
import { say } from "./output.ts";
import { progressOf } from "./progress.ts";

/**
 * The same sums from the log alone: every event is read and nothing that was derived from it, so that an auditor need
 * not believe the read model.
 *
 * @throws UsageError `value-unknown` when a condition names what no money ever stood on; StoreUnavailable, PoisonedEvent
 */
export async function replayedBalances(
  folder: DataFolder,
  clock: Clock,
  query: BalancesQuery,
  json: boolean,
): Promise<ExitCode> {
  const { store, close } = await openLog({ folder, clock });
  const progress = progressOf("Events replayed");
  let events = 0;
  try {
    await mustHoldWhatWasKnown(folder, store);
    const { axis, on, knownAt } = query.time;
    const balances = await replayBalances(store, {
      ...(knownAt === undefined ? {} : { knownAt }),
      onEvent: (read) => progress.update((events = read)),
    });
    progress.stop();
    mustHaveMoved(balances, query.where);
    const fold = axis === "posting" ? balances.byPostingDate : balances.byEffectiveDate;
    const { by, where } = query;
    show(fold.balances({ by, where, ...(on === undefined ? {} : { on }) }), query, json);
    say(`Replayed from ${events} events of ${folder.log}.`);
    return EXIT.fine;
  } finally {
    progress.stop();
    await close();
  }
}

function mustHaveMoved({ byEffectiveDate }: ReplayedBalances, where: BalancesQuery["where"]): void {
  for (const dimension of DIMENSIONS) {
    const value = where[dimension];
    if (value === undefined || value === null) continue;
    const rows = byEffectiveDate.balances({ by: [dimension] });
    const known = new Set(rows.flatMap(({ key }) => key[dimension] ?? []));
    mustBeAmong(known, value, "--where", dimension);
  }
}
