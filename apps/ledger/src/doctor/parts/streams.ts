import { firstBelowZero } from "#domain/below-zero.ts";
import { formatAmount } from "#domain/money.ts";
import type { GuardedBooks } from "#domain/guarded-books.ts";
import { deciderOf } from "#domain/ledger-command.ts";
import type { LedgerEvent } from "#domain/ledger-event.ts";
import { ZERO } from "#domain/money.ts";
import type { LogToExamine } from "#event-store/sqlite/log-to-examine.ts";
import { Findings, checksOf } from "../check.ts";
import type { Examination, Subject } from "../examination.ts";

const { ok, problem } = checksOf("streams");

const LOOK = "Somebody has to look: no figure of these streams can be relied on.";

/**
 * Whether every stream can be gone on with: its decider folds it, and no account that it guards stands below
 * zero on any day. One stream is in memory at a time.
 */
export function streams({ log }: Subject): Examination {
  const unbalanced = new Findings();
  return {
    take: ({ stored, transfers }) => {
      for (const { from, to, amount } of transfers) {
        if (Number.isSafeInteger(amount) && amount > ZERO && from !== undefined && to !== undefined) continue;
        unbalanced.add(`${stored.type} at position ${stored.position}`);
      }
    },
    checks: async ({ isWhole }) => {
      if (log === undefined || !isWhole) return [];
      const [broken, negative] = [new Findings(), new Findings()];
      for (const stream of log.streams()) await fold(log, stream, broken, negative);
      return [
        unbalanced.any
          ? problem(
              "transfers",
              `What leaves one place does not reach another: ${unbalanced.toString()}.`,
              LOOK,
            )
          : ok("transfers", "Every transfer takes from one place what it gives to another."),
        broken.any
          ? problem("deciders", `Streams cannot be gone on with: ${broken.toString()}.`, LOOK)
          : ok("deciders", "Every stream is what its decider can go on with."),
        negative.any
          ? problem("below-zero", `Accounts stand below zero: ${negative.toString()}.`, LOOK)
          : ok("below-zero", "No account stands below zero on any day."),
      ];
    },
  };
}

async function fold(log: LogToExamine, stream: string, broken: Findings, negative: Findings): Promise<void> {
  let position = -1;
  try {
    const decider = deciderOf(stream);
    let state = decider.initialState();
    for await (const { type, data, position: at } of log.readStream(stream)) {
      position = at;
      state = decider.evolve(state, { type, data } as LedgerEvent);
    }
    const { books } = state as { readonly books?: GuardedBooks };
    const below = books && firstBelowZero(books.cells);
    if (!below) return;
    negative.add(`${below.place.account} of ${stream} is ${formatAmount(below.balance)} on ${below.on}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    broken.add(`${stream} at position ${position}: ${reason}`);
  }
}
