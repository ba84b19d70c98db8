import { type Account, type Place, anslagspostStream } from "../accounts.ts";
import { balanceAt } from "../balances.ts";
import { day } from "../calendar.ts";
import { formatAmount, kronor } from "../money.ts";
import { AGREEMENT, OTHER_POST, POST } from "../testing/given-agreement.ts";
import { anslagspost, unusedFunding } from "./anslagspost.ts";
import type { AnslagspostCommand } from "./commands.ts";
import type { AnslagspostEvent, AppropriationKind } from "./events.ts";

const decided = { decision: "regleringsbrev", by: "anna", effectiveOn: day("2013-01-01") };

/** A post under test: takes commands and says in kronor what stands on its accounts. */
class GivenPost {
  state = anslagspost.initialState();
  readonly events: AnslagspostEvent[] = [];

  take(command: AnslagspostCommand): this {
    for (const event of anslagspost.decide(command, this.state)) {
      this.events.push(event);
      this.state = anslagspost.evolve(this.state, event);
    }
    return this;
  }

  granted(amount: number, kind: AppropriationKind = "years_grant", on = "2013-01-01"): this {
    return this.take({
      type: "grant-appropriation",
      funding: POST,
      name: "A post",
      kind,
      amount: kronor(amount),
      ...decided,
      effectiveOn: day(on),
    });
  }

  funded(line: string, amount: number): this {
    const cause = {
      stream: `agreement-${AGREEMENT}`,
      eventId: `funding-${line}-${amount}`,
      type: "LineFundingDecided",
    };
    return this.take({
      type: "record-line-funding",
      funding: POST,
      agreement: AGREEMENT,
      line,
      amount: kronor(amount),
      cause,
    });
  }

  allocated(line: string, amount: number, on = "2013-02-01"): this {
    return this.take({
      type: "allocate",
      funding: POST,
      agreement: AGREEMENT,
      line,
      allocations: [{ allocationId: `${line}-${amount}`, recipient: "skr", amount: kronor(amount) }],
      ...decided,
      effectiveOn: day(on),
    });
  }

  lowered(line: string, amount: number): this {
    return this.take({
      type: "reduce-line-funding",
      funding: POST,
      agreement: AGREEMENT,
      line,
      amount: kronor(amount),
      reason: "less",
      by: "anna",
      on: day("2013-03-01"),
    });
  }

  closed(carriedOver: number): this {
    return this.take({ type: "close-year", funding: POST, carriedOver: kronor(carriedOver), ...decided });
  }

  has(account: Account, on?: string): string {
    const place = { account, funding: POST };
    const cells = this.state.books?.cells ?? new Map();
    return formatAmount(balanceAt(cells, place, on === undefined ? undefined : day(on)));
  }
}

const refused = (rule: string, figures: Record<string, string> = {}, field?: string) =>
  expect.objectContaining({
    rule,
    figures: expect.objectContaining(figures),
    ...(field !== undefined && { field }),
  });

describe("an appropriation", () => {
  it("adds up from the year's grant, what was carried over and the permitted overdraft, less the one used", () => {
    const post = new GivenPost()
      .granted(100)
      .granted(10, "carried_over")
      .granted(5, "permitted_overdraft")
      .granted(3, "overdraft_used_last_year");
    expect([post.has("available"), post.has("appropriation")]).toEqual(["112.00", "-112.00"]);
  });

  it("cannot begin with last year's used overdraft, nor be adjusted before it is granted", () => {
    expect(() => new GivenPost().granted(3, "overdraft_used_last_year")).toThrow(
      refused("anslagspost-unknown"),
    );
    const adjust = () =>
      new GivenPost().take({
        type: "adjust-appropriation",
        funding: POST,
        kind: "years_grant",
        direction: "increase",
        amount: kronor(1),
        ...decided,
      });
    expect(adjust).toThrow(refused("anslagspost-unknown", { anslagspost: POST }, "anslagspost"));
  });

  it("is not lowered, withdrawn or moved beyond what is available", () => {
    const post = new GivenPost().granted(10).funded("a", 8).allocated("a", 8);
    const amount = kronor(3);
    const commands: AnslagspostCommand[] = [
      {
        type: "adjust-appropriation",
        funding: POST,
        kind: "years_grant",
        direction: "decrease",
        amount,
        ...decided,
      },
      { type: "withdraw-appropriation", funding: POST, amount, ...decided },
      { type: "move-appropriation", moveId: "m", from: POST, to: OTHER_POST, amount, ...decided },
    ];
    for (const command of commands) {
      expect(() => post.take(command)).toThrow(
        refused("account-below-zero", { account: "available", holds: "2.00", wouldBe: "-1.00" }),
      );
    }
  });

  it("is not less than zero, and does not move to its own post", () => {
    expect(() => new GivenPost().granted(-1)).toThrow(refused("amount-negative"));
    const overdraft = () => new GivenPost().granted(10).granted(0, "overdraft_used_last_year");
    expect(overdraft).toThrow(refused("amount-not-positive"));
    const move = () =>
      new GivenPost().granted(10).take({
        type: "move-appropriation",
        moveId: "m",
        from: POST,
        to: POST,
        amount: kronor(1),
        ...decided,
      });
    expect(move).toThrow(refused("move-to-itself", { from: POST, to: POST }, "to"));
  });

  it("that is taken from another post is taken once per cause", () => {
    const cause = { stream: anslagspostStream(OTHER_POST), eventId: "out", type: "AppropriationMoved" };
    const take: AnslagspostCommand = {
      type: "take-moved-appropriation",
      moveId: "m",
      from: OTHER_POST,
      to: POST,
      amount: kronor(4),
      ...decided,
      cause,
    };
    const post = new GivenPost().take(take).take(take);
    expect(post.has("available")).toBe("4.00");
    expect(post.events).toHaveLength(1);
  });
});

describe("an allocation", () => {
  it("is at most what the line is funded with, less what is allocated", () => {
    const post = new GivenPost().granted(100).funded("a", 10).allocated("a", 6);
    expect(() => post.allocated("a", 5)).toThrow(
      refused(
        "allocation-exceeds-line-funding",
        {
          funded: "10.00",
          allocated: "6.00",
          left: "4.00",
          asked: "5.00",
        },
        "allocations",
      ),
    );
    expect(() => post.allocated("b", 1)).toThrow(
      refused("allocation-exceeds-line-funding", { funded: "0.00" }),
    );
    expect(post.allocated("a", 4).has("available")).toBe("90.00");
  });

  it("is at most what is available, on its own day and on every day after it", () => {
    const post = new GivenPost().granted(10).funded("a", 50);
    post.take({
      type: "withdraw-appropriation",
      funding: POST,
      amount: kronor(4),
      ...decided,
      effectiveOn: day("2013-06-01"),
    });
    expect(() => post.allocated("a", 7, "2013-02-01")).toThrow(
      refused("allocation-exceeds-available", { available: "6.00", asked: "7.00" }, "allocations"),
    );
    expect(() => post.allocated("a", 1, "2012-12-31")).toThrow(
      refused("allocation-exceeds-available", { available: "0.00" }),
    );
    expect(post.allocated("a", 6, "2013-02-01").has("available", "2013-03-01")).toBe("4.00");
  });

  it("to several recipients is decided for all or for none, each above zero", () => {
    const post = new GivenPost().granted(100).funded("a", 10);
    const several = (...amounts: number[]): AnslagspostCommand => ({
      type: "allocate",
      funding: POST,
      agreement: AGREEMENT,
      line: "a",
      allocations: amounts.map((amount, index) => ({
        allocationId: `x${index}`,
        recipient: `region-${index}`,
        amount: kronor(amount),
      })),
      ...decided,
    });
    expect(() => post.take(several(6, 5))).toThrow(refused("allocation-exceeds-line-funding"));
    expect(() => post.take(several(6, -5))).toThrow(refused("amount-not-positive"));
    expect(() => post.take(several(0, 0))).toThrow(refused("amount-not-positive", {}, "allocations"));
    post.take(several(6, 0, 4));
    expect(post.events.filter(({ type }) => type === "AllocationDecided")).toHaveLength(2);
  });
});

describe("an allocation that follows from a commitment on another post", () => {
  it("is taken once per cause, keeps the cause and the post that it came from, and one of its own has none", () => {
    const post = new GivenPost().granted(100).funded("a", 10).allocated("a", 1);
    const cause = { stream: `grant-${AGREEMENT}.skr`, eventId: "reduced", type: "AllocationReduced" };
    const follow: AnslagspostCommand = {
      type: "allocate",
      ...{ funding: POST, agreement: AGREEMENT, line: "a" },
      allocations: [{ allocationId: "moved", recipient: "skr", amount: kronor(20) }],
      ...decided,
      cause,
      movedFrom: OTHER_POST,
    };
    post.take(follow).take(follow);
    const [own, moved, ...more] = post.events.filter(({ type }) => type === "AllocationDecided");
    expect(more).toEqual([]);
    expect(moved?.data).toMatchObject({ cause, movedFrom: OTHER_POST, amount: kronor(20) });
    expect(
      Object.keys(own?.data ?? {}).filter((key) => ["cause", "movedFrom", "distribution"].includes(key)),
    ).toEqual([]);
  });
});

describe("what a post hears of first", () => {
  const inGrant: Place = {
    ...{ funding: POST, agreement: AGREEMENT, line: "a", recipient: "skr", holder: "skr" },
    account: "allocated",
  };
  const arrived = (from: Place, to: Place): AnslagspostEvent => ({
    type: "FundsArrived",
    data: {
      cause: { stream: `grant-${AGREEMENT}.skr`, eventId: "e", type: "OpeningBalanceRecorded" },
      arrived: [{ from, to, amount: kronor(4) }],
      effectiveOn: day("2013-03-01"),
    },
  });

  it("says which post it is, also when it is money of a grant that was opened or that came back", () => {
    const opened = arrived({ account: "appropriation", funding: POST }, inGrant);
    const released = arrived(inGrant, { account: "available", funding: POST });
    for (const event of [opened, released])
      expect(anslagspost.evolve(anslagspost.initialState(), event).funding).toBe(POST);
  });

  it("is an error when it names no post", () => {
    const nowhere = arrived({ account: "bank" }, { account: "unplaced" });
    expect(() => anslagspost.evolve(anslagspost.initialState(), nowhere)).toThrow("names no anslagspost");
  });
});

describe("a line's funding on a post", () => {
  it("is lowered by what is not allocated of it, and frees again with what comes back", () => {
    const post = new GivenPost().granted(100).funded("a", 10).allocated("a", 6);
    expect(() => post.lowered("a", 5)).toThrow(
      refused(
        "funding-below-allocated",
        {
          funded: "10.00",
          allocated: "6.00",
          unused: "4.00",
          asked: "5.00",
        },
        "amount",
      ),
    );
    post.lowered("a", 4);
    const place = { funding: POST, agreement: AGREEMENT, line: "a", recipient: "skr", holder: "skr" };
    const arrival: AnslagspostCommand = {
      type: "record-arrival",
      cause: { stream: "grant", eventId: "reduced", type: "AllocationReduced" },
      arrived: [
        {
          from: { account: "allocated", ...place },
          to: { account: "available", funding: POST },
          amount: kronor(2),
        },
      ],
      effectiveOn: day("2013-03-01"),
    };
    post.take(arrival).take(arrival);
    expect([post.has("available"), formatAmount(unusedFunding(post.state, AGREEMENT, "a"))]).toEqual([
      "96.00",
      "2.00",
    ]);
  });

  it("arrives once per decision, and before anything is granted lets nothing be allocated", () => {
    const post = new GivenPost().funded("a", 10).funded("a", 10);
    expect(formatAmount(unusedFunding(post.state, AGREEMENT, "a"))).toBe("10.00");
    expect(() => post.allocated("a", 1)).toThrow(refused("anslagspost-unknown"));
  });
});

describe("the end of the year", () => {
  it("carries over what is decided and withdraws the rest of what is available; commitments stay", () => {
    const post = new GivenPost().granted(100).funded("a", 30).allocated("a", 30).closed(20);
    expect(["available", "carried_over", "withdrawn"].map((account) => post.has(account as Account))).toEqual(
      ["0.00", "20.00", "50.00"],
    );
    expect(post.has("available", "2013-12-30")).toBe("70.00");
  });

  it("carries over at most what is available on the last day, and nothing below zero", () => {
    const post = new GivenPost().granted(100);
    for (const amount of [101, -1]) {
      expect(() => post.closed(amount)).toThrow(
        refused(
          "carried-over-exceeds-available",
          {
            available: "100.00",
            asked: formatAmount(kronor(amount)),
          },
          "carriedOver",
        ),
      );
    }
    expect(post.closed(100).has("carried_over")).toBe("100.00");
  });

  it("leaves nothing to allocate on any day of the year afterwards", () => {
    const post = new GivenPost().granted(100).funded("a", 30).closed(0);
    expect(() => post.allocated("a", 1)).toThrow(
      refused("allocation-exceeds-available", { available: "0.00" }),
    );
  });
});
