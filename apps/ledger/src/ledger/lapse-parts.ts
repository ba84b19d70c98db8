import type { EventStore } from "#event-store/event-store.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import type { LapseRequest } from "./requests.ts";

/** One grant of a daily run. */
export interface LapsePart {
  readonly agreement: string;
  readonly recipient: string;
}

/** The grants that a run may concern: those that ever had something. */
export function grantsIn(view: LedgerView, { agreement, recipient }: LapseRequest): LapsePart[] {
  return view.byEffectiveDate
    .balances({ by: ["agreement", "recipient"] })
    .filter(({ turnover, key }) => turnover.allocated > 0 && key.agreement && key.recipient)
    .map(({ key }) => ({ agreement: key.agreement as string, recipient: key.recipient as string }))
    .filter((grant) => agreement === undefined || grant.agreement === agreement)
    .filter((grant) => recipient === undefined || grant.recipient === recipient);
}

/** The grants of a run that was begun, as its first part in the log names them. */
export async function partsOfRun(
  store: EventStore,
  stream: string,
  run: string,
): Promise<readonly LapsePart[] | undefined> {
  for await (const { metadata } of store.readStream(stream)) {
    if (metadata["partOf"] === run) return metadata["parts"] as readonly LapsePart[] | undefined;
  }
  return undefined;
}
