import { parseFundingKey } from "#domain/appropriations/funding-key.ts";
import { kronor, ore } from "#domain/money.ts";
import { inWireForm } from "./wire-form.ts";

describe("data of the domain in wire form", () => {
  it("has amounts as decimal strings at any depth, and other numbers as they are", () => {
    const data = {
      version: 2,
      items: [{ amount: ore(5) }],
      distribution: { unit: ore(100), total: kronor(60) },
    };
    expect(inWireForm(data)).toEqual({
      version: 2,
      items: [{ amount: "0.05" }],
      distribution: { unit: "1.00", total: "60.00" },
    });
  });

  it("calls a post anslagspost, and leaves what a document states about funding a list", () => {
    const funding = parseFundingKey("2022-9-1:6-5");
    expect(inWireForm({ funding })).toEqual({ anslagspost: "2022-9-1:6-5" });
    expect(inWireForm({ funding: [{ funding, amount: kronor(1) }] })).toEqual({
      funding: [{ anslagspost: "2022-9-1:6-5", amount: "1.00" }],
    });
  });

  it("has the amounts of an entry inside its reversal too", () => {
    expect(
      inWireForm({ original: { type: "RequisitionApproved", data: { items: [{ amount: kronor(7) }] } } }),
    ).toEqual({
      original: { type: "RequisitionApproved", data: { items: [{ amount: "7.00" }] } },
    });
  });

  it("leaves out what is undefined, and shows maps as objects and sets as lists", () => {
    expect(
      inWireForm({ note: undefined, met: new Map([["a", "2022-01-01"]]), names: new Set(["b"]) }),
    ).toEqual({
      met: { a: "2022-01-01" },
      names: ["b"],
    });
  });
});
