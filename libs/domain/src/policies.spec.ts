import { agreementStream, anslagspostStream, grantStream, receiptStream } from "./accounts.ts";
import { type Day, FIRST_DAY, day } from "./calendar.ts";
import { kronor } from "./money.ts";
import { type RecordedEvent, reactionsTo } from "./policies.ts";
import { AGREEMENT, OTHER_POST, POST } from "./testing/given-agreement.ts";

const on = day("2013-03-01");
const GRANT = grantStream(AGREEMENT, "skr");
const grantOf = { agreement: AGREEMENT, recipient: "skr" };
const at = { line: "a", funding: POST, holder: "skr", amount: kronor(4) };

/** Stream and command of each reaction, as a table row. */
function rows(event: object): string[] {
  return reactionsTo({ eventId: "e1", ...event } as RecordedEvent).map(
    ({ stream, command }) => `${stream}: ${command.type}`,
  );
}

const allocated = {
  stream: anslagspostStream(POST),
  type: "AllocationDecided",
  data: {
    allocationId: "x",
    funding: POST,
    ...grantOf,
    line: "a",
    amount: kronor(4),
    decision: "d",
    by: "anna",
    effectiveOn: on,
  },
};
const reduced = {
  stream: GRANT,
  type: "AllocationReduced",
  data: { ...grantOf, ...at, reason: "less", decision: "d", by: "anna", effectiveOn: on },
};
const repaid = {
  stream: GRANT,
  type: "RepaymentReceived",
  data: {
    ...grantOf,
    placementId: "p1",
    items: [{ ...at, from: "outstanding" }],
    cause: { stream: receiptStream("b1"), eventId: "placed", type: "ReceiptPlaced" },
    effectiveOn: on,
  },
};
const opening = {
  stream: GRANT,
  type: "OpeningBalanceRecorded",
  data: {
    ...grantOf,
    items: [
      { ...at, account: "outstanding" },
      { ...at, account: "allocated", funding: OTHER_POST },
      { ...at, account: "spent" },
    ],
    effectiveOn: on,
  },
};
const moved = {
  moveId: "m1",
  from: POST,
  to: OTHER_POST,
  amount: kronor(4),
  decision: "d",
  by: "anna",
  effectiveOn: on,
};
const reversalOf = (stream: string, original: { type: string; data: object; stream: string }) => ({
  stream,
  type: "EntryReversed",
  data: { original: { eventId: "original", ...original }, reason: "wrong", by: "bo", effectiveOn: on },
});

describe("what follows in another stream", () => {
  it.each([
    ["an allocation arrives in its grant", allocated, [`${GRANT}: record-arrival`]],
    ["a reduction arrives at its post", reduced, [`${anslagspostStream(POST)}: record-arrival`]],
    [
      "a commitment that moves is then allocated on the new post",
      { ...reduced, data: { ...reduced.data, movesTo: OTHER_POST } },
      [`${anslagspostStream(POST)}: record-arrival`, `${anslagspostStream(OTHER_POST)}: allocate`],
    ],
    [
      "an opening is told to each post whose counter-account let the money in",
      opening,
      [`${anslagspostStream(POST)}: record-arrival`, `${anslagspostStream(OTHER_POST)}: record-arrival`],
    ],
    [
      "a reversed opening is told to them too",
      reversalOf(GRANT, opening),
      [`${anslagspostStream(POST)}: record-arrival`, `${anslagspostStream(OTHER_POST)}: record-arrival`],
    ],
    [
      "a release arrives at each post",
      {
        stream: GRANT,
        type: "FundsReleased",
        data: { ...grantOf, items: [{ ...at, from: "lapsed" }], decision: "d", by: "anna", effectiveOn: on },
      },
      [`${anslagspostStream(POST)}: record-arrival`],
    ],
    [
      "line funding arrives at its post",
      {
        stream: agreementStream(AGREEMENT),
        type: "LineFundingDecided",
        data: {
          agreement: AGREEMENT,
          line: "a",
          funding: POST,
          amount: kronor(4),
          decision: "d",
          by: "anna",
          on,
        },
      },
      [`${anslagspostStream(POST)}: record-line-funding`],
    ],
    [
      "lowered line funding returns to its agreement",
      {
        stream: anslagspostStream(POST),
        type: "LineFundingReduced",
        data: {
          agreement: AGREEMENT,
          line: "a",
          funding: POST,
          amount: kronor(4),
          reason: "less",
          by: "anna",
          on,
        },
      },
      [`${agreementStream(AGREEMENT)}: return-line-funding`],
    ],
    [
      "a moved appropriation is taken by the other post",
      { stream: anslagspostStream(POST), type: "AppropriationMoved", data: { ...moved, direction: "out" } },
      [`${anslagspostStream(OTHER_POST)}: take-moved-appropriation`],
    ],
    [
      "the half that was taken causes nothing more",
      {
        stream: anslagspostStream(OTHER_POST),
        type: "AppropriationMoved",
        data: { ...moved, direction: "in" },
      },
      [],
    ],
    [
      "a placed receipt is offered to its grant",
      {
        stream: receiptStream("b1"),
        type: "ReceiptPlaced",
        data: {
          receipt: "b1",
          placementId: "p1",
          ...grantOf,
          amount: kronor(4),
          by: "anna",
          effectiveOn: on,
        },
      },
      [`${GRANT}: receive-repayment`],
    ],
    ["a repayment stays in its grant", repaid, []],
    [
      "a reversed repayment returns the placing",
      reversalOf(GRANT, repaid),
      [`${receiptStream("b1")}: return-placement`],
    ],
    [
      "a reversed allocation arrives at its post",
      reversalOf(GRANT, allocated),
      [`${anslagspostStream(POST)}: record-arrival`],
    ],
    [
      "a reversed reduction arrives in its grant",
      reversalOf(anslagspostStream(POST), reduced),
      [`${GRANT}: record-arrival`],
    ],
    [
      "a move that is reversed where it arrived is reversed where it began",
      reversalOf(anslagspostStream(OTHER_POST), {
        stream: anslagspostStream(OTHER_POST),
        type: "AppropriationMoved",
        data: {
          ...moved,
          direction: "in",
          cause: { stream: anslagspostStream(POST), eventId: "out", type: "AppropriationMoved" },
        },
      }),
      [`${anslagspostStream(POST)}: reverse-entry`],
    ],
    ["an arrival causes nothing more", { stream: GRANT, type: "FundsArrived", data: {} }, []],
  ])("%s", (_, event, expected) => {
    expect(rows(event)).toEqual(expected);
  });
});

describe("the other half of a move that is reversed", () => {
  const reversedOn = (effectiveOn: Day) =>
    reactionsTo({
      eventId: "e1",
      stream: anslagspostStream(OTHER_POST),
      type: "EntryReversed",
      data: {
        original: {
          eventId: "in",
          stream: anslagspostStream(OTHER_POST),
          type: "AppropriationMoved",
          data: {
            ...moved,
            direction: "in",
            cause: { stream: anslagspostStream(POST), eventId: "out", type: "AppropriationMoved" },
          },
        },
        reason: "wrong",
        by: "bo",
        effectiveOn,
      },
    })[0]?.command;

  it("takes effect on the same day: all before it is closed to it", () => {
    expect(reversedOn(day("2013-07-01"))).toMatchObject({ closedThrough: "2013-06-30" });
  });

  it("on the first day that there is has nothing before it", () => {
    expect(Object.keys(reversedOn(FIRST_DAY) ?? {})).not.toContain("closedThrough");
  });
});

describe("what follows a refusal", () => {
  it("names the cause by which it is remembered: the placing itself, or the reduction's own refusal", () => {
    const placing = reactionsTo({
      eventId: "e1",
      stream: receiptStream("b1"),
      type: "ReceiptPlaced",
      data: { receipt: "b1", placementId: "p1", ...grantOf, amount: kronor(4), by: "anna", effectiveOn: on },
    })[0]?.onRefusal;
    expect(placing).toMatchObject({ stream: receiptStream("b1"), causeId: "e1" });
    expect(placing?.command("too much")).toMatchObject({
      type: "return-placement",
      reason: "too much",
      cause: { eventId: "e1" },
    });
    const moving = reactionsTo({
      ...reduced,
      eventId: "e2",
      data: { ...reduced.data, movesTo: OTHER_POST },
    } as RecordedEvent)[1]?.onRefusal;
    expect(moving).toMatchObject({ stream: anslagspostStream(POST), causeId: "e2:refused" });
    expect(moving?.command("no room")).toMatchObject({
      type: "reverse-entry",
      reason: "no room",
      cause: { eventId: "e2:refused" },
    });
  });
});
