import { ACCOUNTS, type Place, guardianStream } from "./accounts.ts";
import { day } from "./calendar.ts";
import { kronor } from "./money.ts";
import { AGREEMENT, OTHER_POST, POST } from "./testing/given-agreement.ts";
import { TRANSFER_TABLE, effectiveDateOf, isVoucher, opposite, transfersOf } from "./transfers.ts";

const effectiveOn = day("2013-03-01");
const funding = POST;
const grant = { agreement: AGREEMENT, recipient: "skr" };
const item = { line: "a", funding, holder: "skr", amount: kronor(4) };
const items = [item];
const decided = { decision: "S2013/1", by: "anna", effectiveOn };
const from = <Source extends string>(source: Source) => ({
  ...grant,
  items: [{ ...item, from: source }],
  ...decided,
});

const outcome = {
  ...item,
  received: kronor(10),
  costs: kronor(8),
  spent: kronor(7),
  unused: kronor(2),
  disputed: kronor(1),
  excess: kronor(0),
  refundable: kronor(0),
  refundUnderWay: kronor(0),
};

/**
 * A sample of every event that moves money, and what DOMAIN's table says of it, written out by hand:
 * `from → to amount`, and whether it is an accounting event.
 */
const TABLE: readonly [
  type: string,
  variant: string,
  data: object,
  moves: readonly string[],
  voucher: boolean,
][] = [
  [
    "AppropriationGranted",
    "the year's grant",
    { funding, kind: "years_grant", amount: kronor(4), effectiveOn },
    ["appropriation → available 4"],
    false,
  ],
  [
    "AppropriationGranted",
    "carried over",
    { funding, kind: "carried_over", amount: kronor(4), effectiveOn },
    ["appropriation → available 4"],
    false,
  ],
  [
    "AppropriationGranted",
    "permitted overdraft",
    { funding, kind: "permitted_overdraft", amount: kronor(4), effectiveOn },
    ["appropriation → available 4"],
    false,
  ],
  [
    "AppropriationGranted",
    "last year's used overdraft",
    { funding, kind: "overdraft_used_last_year", amount: kronor(4), effectiveOn },
    ["available → appropriation 4"],
    false,
  ],
  [
    "AppropriationAdjusted",
    "increase",
    { funding, direction: "increase", amount: kronor(4), effectiveOn },
    ["appropriation → available 4"],
    false,
  ],
  [
    "AppropriationAdjusted",
    "decrease",
    { funding, direction: "decrease", amount: kronor(4), effectiveOn },
    ["available → appropriation 4"],
    false,
  ],
  [
    "AppropriationMoved",
    "out",
    { direction: "out", from: POST, to: OTHER_POST, amount: kronor(4), effectiveOn },
    ["available → appropriation 4"],
    false,
  ],
  [
    "AppropriationMoved",
    "in",
    { direction: "in", from: OTHER_POST, to: POST, amount: kronor(4), effectiveOn },
    ["appropriation → available 4"],
    false,
  ],
  [
    "AppropriationWithdrawn",
    "",
    { funding, amount: kronor(4), effectiveOn },
    ["available → withdrawn 4"],
    false,
  ],
  [
    "YearClosed",
    "",
    { funding, carriedOver: kronor(3), withdrawn: kronor(1), effectiveOn },
    ["available → carried_over 3", "available → withdrawn 1"],
    false,
  ],
  [
    "YearClosed",
    "with nothing to carry over",
    { funding, carriedOver: kronor(0), withdrawn: kronor(1), effectiveOn },
    ["available → withdrawn 1"],
    false,
  ],
  [
    "AllocationDecided",
    "",
    { ...grant, line: "a", funding, amount: kronor(4), effectiveOn },
    ["available → allocated 4"],
    false,
  ],
  [
    "OpeningBalanceRecorded",
    "",
    {
      ...grant,
      items: [
        { ...item, account: "allocated" },
        { ...item, account: "outstanding" },
      ],
      ...decided,
    },
    ["appropriation → allocated 4", "appropriation → outstanding 4"],
    false,
  ],
  ["OpenedApprovalUndone", "", { ...grant, items, ...decided }, ["requisitioned → allocated 4"], false],
  ["AllocationReduced", "", { ...grant, ...item, ...decided }, ["allocated → available 4"], false],
  ["RequisitionApproved", "", { ...grant, items, ...decided }, ["allocated → requisitioned 4"], false],
  ["DisbursementOrdered", "of a requisition", from("requisitioned"), ["requisitioned → in_payment 4"], false],
  ["DisbursementOrdered", "without requisition", from("allocated"), ["allocated → in_payment 4"], false],
  [
    "DisbursementCancelled",
    "of a requisition",
    from("requisitioned"),
    ["in_payment → requisitioned 4"],
    false,
  ],
  ["DisbursementCancelled", "without requisition", from("allocated"), ["in_payment → allocated 4"], false],
  ["DisbursementConfirmed", "", { ...grant, items, ...decided }, ["in_payment → outstanding 4"], true],
  [
    "DisbursementReturned",
    "in the same year",
    { ...grant, items: [{ ...item, from: "outstanding", to: "requisitioned" }], ...decided },
    ["outstanding → requisitioned 4"],
    true,
  ],
  [
    "DisbursementReturned",
    "later",
    { ...grant, items: [{ ...item, from: "outstanding", to: "repaid" }], ...decided },
    ["outstanding → repaid 4"],
    true,
  ],
  ["DisposalReported", "", { ...grant, items, ...decided }, ["allocated → spent 4"], true],
  [
    "FundsPassedOn",
    "",
    { ...grant, items: [{ ...item, to: "region-b" }], ...decided },
    ["outstanding → outstanding 4"],
    false,
  ],
  [
    "CoFinancingDecided",
    "",
    { ...grant, items: [{ ...item, toLine: "b" }], ...decided },
    ["outstanding → outstanding 4"],
    false,
  ],
  [
    "CostReportApproved",
    "",
    { ...grant, outcomes: [outcome], effectiveOn },
    ["outstanding → spent 7", "outstanding → unused 2"],
    false,
  ],
  [
    "CostReportCorrected",
    "",
    { ...grant, differences: [{ ...item, from: "spent", to: "unused" }], effectiveOn },
    ["spent → unused 4"],
    false,
  ],
  ["ReclaimDecided", "unused", from("unused"), ["unused → reclaimed 4"], true],
  ["ReclaimDecided", "outstanding", from("outstanding"), ["outstanding → reclaimed 4"], true],
  ["ReclaimDecided", "a cost not accepted", from("spent"), ["spent → reclaimed 4"], true],
  ["ReclaimWithdrawn", "", from("spent"), ["reclaimed → spent 4"], true],
  ["ReclaimWrittenOff", "", from("unused"), ["reclaimed → written_off 4"], true],
  ["RepaymentReceived", "unused", from("unused"), ["unused → repaid 4"], true],
  ["RepaymentReceived", "reclaimed", from("reclaimed"), ["reclaimed → repaid 4"], true],
  ["RepaymentReceived", "outstanding", from("outstanding"), ["outstanding → repaid 4"], true],
  ["RefundDecided", "", { ...grant, items, ...decided }, ["repaid → requisitioned 4"], false],
  ["EntitlementLapsed", "", { ...grant, items, ...decided }, ["allocated → lapsed 4"], false],
  ["FundsReleased", "lapsed", from("lapsed"), ["lapsed → available 4"], false],
  ["FundsReleased", "repaid", from("repaid"), ["repaid → available 4"], false],
  ["ReceiptRecorded", "", { receipt: "b1", amount: kronor(4), effectiveOn }, ["bank → unplaced 4"], false],
  ["ReceiptPlaced", "", { receipt: "b1", amount: kronor(4), effectiveOn }, ["unplaced → placed 4"], false],
  [
    "PlacementReturned",
    "",
    { receipt: "b1", amount: kronor(4), effectiveOn },
    ["placed → unplaced 4"],
    false,
  ],
  ["ReceiptRefunded", "", { receipt: "b1", amount: kronor(4), effectiveOn }, ["unplaced → bank 4"], true],
];

/** Types that tell what happened and move nothing. */
const WITHOUT_MONEY = [
  "FundsArrived",
  "LineFundingArrived",
  "LineFundingReduced",
  "RequisitionReceived",
  "SupplementRequested",
  "RequisitionSupplemented",
  "RequisitionRejected",
  "RequisitionWithdrawn",
  "ExceptionRecorded",
  "DisbursementApproved",
  "CostReportReceived",
  "CostReportRejected",
  "DeviationResolved",
  "AgreementRegistered",
  "AgreementAmended",
  "ConditionMet",
  "DiscrepancyRuled",
  "LineFundingDecided",
  "LineFundingReturned",
  "LineFundingMoved",
  "CommitmentMoved",
  "PaymentDecisionRecorded",
  "PartyRegistered",
  "PartyRenamed",
  "PartySucceeded",
  "PayeeNamed",
  "OrganisationsnummerRecorded",
  "PeriodClosed",
  "DistributionKeyRegistered",
];

const samples = TABLE.map(([type, variant, data, moves, voucher]) => ({
  type,
  variant,
  data,
  moves,
  voucher,
}));

describe("the transfer table", () => {
  it.each(samples)("$type $variant", ({ type, data, moves, voucher }) => {
    const transfers = transfersOf({ type, data });
    expect(transfers.map((each) => `${each.from.account} → ${each.to.account} ${each.amount / 100}`)).toEqual(
      moves,
    );
    expect(isVoucher({ type, data })).toBe(voucher);
    expect(effectiveDateOf({ type, data })).toBe(effectiveOn);
  });

  it("is tried here with every type of event that moves money, and knows no other types", () => {
    const tried = [...new Set(samples.map(({ type }) => type)), "EntryReversed", ...WITHOUT_MONEY];
    expect(Object.keys(TRANSFER_TABLE).toSorted()).toEqual(tried.toSorted());
  });

  it.each(WITHOUT_MONEY)("%s moves no money and is no accounting event", (type) => {
    expect(transfersOf({ type, data: {} })).toEqual([]);
    expect(isVoucher({ type, data: {} })).toBe(false);
  });

  it("passing on changes the holder alone, co-financing the line alone", () => {
    const [passed] = transfersOf({
      type: "FundsPassedOn",
      data: { ...grant, items: [{ ...item, to: "region-b" }] },
    });
    expect(passed?.to).toEqual({ ...passed?.from, holder: "region-b" });
    const [used] = transfersOf({
      type: "CoFinancingDecided",
      data: { ...grant, items: [{ ...item, toLine: "b" }] },
    });
    expect(used?.to).toEqual({ ...used?.from, line: "b" });
  });

  it("keeps post, agreement, line, recipient and holder on every krona within a grant", () => {
    for (const { type, data } of samples) {
      for (const { from: left, to } of transfersOf({ type, data })) {
        for (const place of [left, to]) {
          if (ACCOUNTS[place.account].guardian !== "grant") continue;
          expect([type, place]).toMatchObject([
            type,
            { ...grant, funding, line: expect.any(String), holder: expect.any(String) },
          ]);
        }
      }
    }
  });

  it("leaves out parts of zero: every transfer is above zero", () => {
    const zero = { ...outcome, spent: kronor(0), unused: kronor(0) };
    expect(transfersOf({ type: "CostReportApproved", data: { ...grant, outcomes: [zero] } })).toEqual([]);
    for (const { type, data } of samples) {
      for (const { amount } of transfersOf({ type, data })) expect(amount).toBeGreaterThan(0);
    }
  });

  it("stops at an event that it does not know, also one with the name of a property of every object", () => {
    for (const type of ["NeverHeardOf", "toString", "__proto__", "constructor"]) {
      expect(() => transfersOf({ type, data: {} })).toThrow(
        expect.objectContaining({ rule: "event-type-unknown" }),
      );
    }
  });
});

describe("guardians", () => {
  it("the money of one event leaves accounts of one stream", () => {
    for (const { type, data } of samples) {
      const guardians = new Set(transfersOf({ type, data }).map((transfer) => guardianStream(transfer.from)));
      expect([type, guardians.size]).toEqual([type, 1]);
    }
  });

  it("what is decided in a grant leaves a grant, at a post a post, with a receipt a receipt", () => {
    const kinds = new Map<string, string>();
    for (const { type, data } of samples) {
      for (const transfer of transfersOf({ type, data }))
        kinds.set(type, ACCOUNTS[transfer.from.account].guardian);
    }
    const of = (kind: string): string[] =>
      [...kinds].filter(([, each]) => each === kind).map(([type]) => type);
    expect(of("anslagspost")).toEqual([
      "AppropriationGranted",
      "AppropriationAdjusted",
      "AppropriationMoved",
      "AppropriationWithdrawn",
      "YearClosed",
      "AllocationDecided",
      // Decided in the grant all the same: the counter-account has no floor to guard, the grant has a rule.
      "OpeningBalanceRecorded",
    ]);
    expect(of("receipt")).toEqual([
      "ReceiptRecorded",
      "ReceiptPlaced",
      "PlacementReturned",
      "ReceiptRefunded",
    ]);
    expect(of("grant")).toHaveLength(kinds.size - 11);
  });

  it("a place without the dimensions of its account has no guardian", () => {
    expect(() => guardianStream({ account: "available" } as Place)).toThrow("funding");
    expect(() => guardianStream({ account: "spent", agreement: "x" } as Place)).toThrow("recipient");
    expect(() => guardianStream({ account: "placed" } as Place)).toThrow("receipt");
  });
});

describe("a reversal", () => {
  it.each(samples)(
    "of $type $variant moves the exact opposite, and is a voucher when its original is",
    ({ type, data, voucher }) => {
      const original = { eventId: "e1", stream: "s", type, data };
      const reversal = { type: "EntryReversed", data: { original, reason: "wrong", by: "bo", effectiveOn } };
      const straight = transfersOf({ type, data });
      expect(transfersOf(reversal)).toEqual(
        straight.map((transfer) => ({ from: transfer.to, to: transfer.from, amount: transfer.amount })),
      );
      expect(transfersOf(reversal).map(opposite)).toEqual(straight);
      expect(isVoucher(reversal)).toBe(voucher);
    },
  );
});
