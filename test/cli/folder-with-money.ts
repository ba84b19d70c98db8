import { join } from "node:path";
import type { FundingKey } from "#domain/appropriations/funding-key.ts";
import { parseFundingKey } from "#domain/appropriations/funding-key.ts";
import { day } from "#domain/calendar.ts";
import { parseGiro } from "#domain/identifiers/giro.ts";
import { kronor } from "#domain/money.ts";
import { dataFolderAt } from "#ledger/data-folder/data-folder.ts";
import { openLedger } from "#ledger/data-folder/open-ledger.ts";
import { systemClock } from "#ledger/data-folder/system-clock.ts";
import { readGoodFiles } from "#ledger/imports/files-to-import.ts";
import { importFiles } from "#ledger/imports/import-files.ts";
import type { Ledger } from "#ledger/ledger/ledger.ts";
import { ROOT } from "./run-ledger.ts";

/** A post to pay from: the agreement of 2007 names none, so that any will do. */
export const POST: FundingKey = parseFundingKey("2007-9-13:1-3");

type Request = Parameters<Ledger["take"]>[0];

/**
 * The agreement of 2007 in a folder, with 12 000 000 on a post, 10 000 000 of it allocated to SKR for line 5,
 * which is paid without requisition, and paid on 1 June 2007. Its report is due on 28 February 2008.
 */
export async function fillFolder(path: string): Promise<void> {
  const ledger = await openLedger({ folder: dataFolderAt(path), clock: systemClock });
  try {
    const files = ["parties.yaml", "dagmar-2007.yaml"].map((name) => join(ROOT, "agreements", name));
    await importFiles(ledger, await readGoodFiles(files), { actor: "importer", on: day("2007-01-15") });
    for (const [index, request] of requests().entries()) {
      // The person who approves is not the one who registered.
      const actor = request.type === "approve-disbursement" ? "approver" : "registrar";
      await ledger.take(request, { actor, commandId: `fill-${index}` });
    }
  } finally {
    await ledger.close();
  }
}

function requests(): Request[] {
  const on = day("2007-01-20");
  const paid = day("2007-06-01");
  const agreement = "dagmar-2007";
  const grant = { agreement, recipient: "skr" };
  const disbursementId = "payment-1";
  const decision = "S2007/1/HS";
  return [
    ...["government", "skr-board", "riksdag"].map((condition): Request => ({
      type: "record-condition",
      agreement,
      condition,
      on,
    })),
    {
      ...{ type: "record-payment-decision", agreement, kind: "government_decision", caseNumber: decision },
      ...{ lines: ["5"], repaymentTo: "anslagspost", on },
    },
    {
      ...{ type: "grant-appropriation", funding: POST, name: "Bidrag", kind: "years_grant" },
      ...{ amount: kronor(12_000_000), decision, effectiveOn: on },
    },
    { type: "fund-line", agreement, line: "5", funding: POST, amount: kronor(10_000_000), decision, on },
    {
      ...{ type: "allocate", agreement, line: "5", funding: POST, decision, effectiveOn: on },
      allocations: [{ recipient: "skr", amount: kronor(10_000_000) }],
    },
    {
      ...{ type: "order-disbursement", ...grant, disbursementId, effectiveOn: paid },
      pays: { items: [{ line: "5", amount: kronor(10_000_000) }] },
      payTo: parseGiro({ type: "bankgiro", number: "5402-9681" }),
    },
    { type: "approve-disbursement", ...grant, disbursementId, on: paid },
    { type: "confirm-disbursement", ...grant, disbursementId, bankReference: "B1", effectiveOn: paid },
  ];
}
