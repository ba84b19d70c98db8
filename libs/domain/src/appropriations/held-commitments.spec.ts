import { day } from "../calendar.ts";
import { kronor } from "../money.ts";
import { anslagspost } from "./anslagspost.ts";
import type { AnslagspostEvent } from "./events.ts";
import { parseFundingKey } from "./funding-key.ts";

const POST = parseFundingKey("2013-9-1:6-7");
const NEXT = parseFundingKey("2014-9-1:6-7");
const on = day("2013-12-31");
const decided = { decision: "S2013/1", by: "anna", effectiveOn: on };
const place = { funding: POST, agreement: "utv", line: "a", recipient: "skr", holder: "skr" };
const cause = { stream: "grant-utv.skr", eventId: "reduction", type: "AllocationReduced" };

/** A post of 10 whose only commitment has let go and is not yet taken by the next post. */
const onTheWay: AnslagspostEvent[] = [
  {
    type: "AppropriationGranted",
    data: { funding: POST, name: "1:6", kind: "years_grant", amount: kronor(10), ...decided },
  },
  {
    type: "LineFundingArrived",
    data: {
      funding: POST,
      agreement: "utv",
      line: "a",
      amount: kronor(10),
      cause: { ...cause, eventId: "f" },
    },
  },
  {
    type: "AllocationDecided",
    data: {
      allocationId: "x",
      funding: POST,
      agreement: "utv",
      line: "a",
      recipient: "skr",
      amount: kronor(10),
      ...decided,
    },
  },
  {
    type: "FundsArrived",
    data: {
      cause,
      arrived: [
        {
          from: { account: "allocated", ...place },
          to: { account: "available", funding: POST },
          amount: kronor(10),
        },
      ],
      effectiveOn: on,
      takesFundingAlong: true,
    },
  },
];
const after = (...events: AnslagspostEvent[]) =>
  events.reduce(anslagspost.evolve, anslagspost.initialState());
const withdraw = { type: "withdraw-appropriation", funding: POST, amount: kronor(1), ...decided } as const;
const refused = (rule: string) => expect.objectContaining({ rule });

describe("a commitment on its way to another post", () => {
  it("keeps its money here until it is taken there: nothing else may use it", () => {
    expect(() => anslagspost.decide(withdraw, after(...onTheWay))).toThrow(refused("held-for-a-move"));
    const closing = {
      type: "close-year",
      funding: POST,
      carriedOver: kronor(1),
      decision: "d",
      by: "anna",
    } as const;
    expect(() => anslagspost.decide(closing, after(...onTheWay))).toThrow(
      refused("carried-over-exceeds-available"),
    );
  });

  it("lets go of what the post has besides, to the last öre, and of no more, also for a reversal", () => {
    const more = (amount: number): AnslagspostEvent => ({
      type: "AppropriationAdjusted",
      data: {
        kind: "years_grant",
        direction: "increase",
        funding: POST,
        amount: kronor(amount),
        ...decided,
      },
    });
    const state = () => after(...onTheWay, more(5));
    expect(anslagspost.decide({ ...withdraw, amount: kronor(5) }, state())).toHaveLength(1);
    expect(anslagspost.decide({ ...withdraw, amount: kronor(4) }, state())).toHaveLength(1);
    const held = {
      rule: "held-for-a-move",
      details: { field: "amount", figures: { free: "5.00", asked: "6.00" } },
    };
    expect(() => anslagspost.decide({ ...withdraw, amount: kronor(6) }, state())).toThrow(
      expect.objectContaining(held),
    );
    const original = { ...more(6), eventId: "more", stream: "anslagspost-2013-9-1:6-7" };
    expect(() =>
      anslagspost.decide({ type: "reverse-entry", original, reason: "wrong", by: "bo" }, state()),
    ).toThrow(expect.objectContaining(held));
    expect(() =>
      anslagspost.decide(
        { type: "reverse-entry", original, reason: "wrong", by: "bo" },
        after(...onTheWay, more(6)),
      ),
    ).not.toThrow();
  });

  it("does not stop money on its way in, however much is held", () => {
    const increase = {
      type: "adjust-appropriation",
      kind: "years_grant",
      direction: "increase",
      funding: POST,
      amount: kronor(100),
      ...decided,
    } as const;
    expect(anslagspost.decide(increase, after(...onTheWay))).toHaveLength(1);
  });

  it("sets the money free when the other post has taken it", () => {
    const taken = { ...cause, eventId: "allocation" };
    const moved: AnslagspostEvent = {
      type: "CommitmentMoved",
      data: { funding: POST, reduction: cause.eventId, to: NEXT, cause: taken },
    };
    expect(anslagspost.decide(withdraw, after(...onTheWay, moved))).toHaveLength(1);
    const again = { type: "record-moved-commitment", ...moved.data } as const;
    expect(anslagspost.decide(again, after(...onTheWay, moved))).toEqual([]);
  });

  it("can always come back when the other post refuses it", () => {
    const item = { line: "a", funding: POST, holder: "skr", amount: kronor(10) };
    const original = {
      ...cause,
      data: { agreement: "utv", recipient: "skr", ...item, reason: "unpaid", movesTo: NEXT, ...decided },
    };
    const back = anslagspost.decide(
      {
        type: "reverse-entry",
        original,
        reason: "no money there",
        by: "policy",
        cause: { ...cause, eventId: "r" },
      },
      after(...onTheWay),
    );
    const state = after(...onTheWay, ...back);
    expect([state.held.size, state.rooms.get("utv|a")]).toEqual([
      0,
      { funded: kronor(10), allocated: kronor(10) },
    ]);
  });
});

it("a post is granted a thousand miljarder at most, so that arrivals always have room", () => {
  const most = {
    ...onTheWay[0]?.data,
    type: "grant-appropriation",
    amount: kronor(999_999_999_990),
  } as Parameters<typeof anslagspost.decide>[0];
  expect(anslagspost.decide(most, after(...onTheWay.slice(0, 1)))).toHaveLength(1);
  const more = { ...most, amount: kronor(999_999_999_991) } as typeof most;
  expect(() => anslagspost.decide(more, after(...onTheWay.slice(0, 1)))).toThrow(
    refused("appropriation-too-large"),
  );
});
