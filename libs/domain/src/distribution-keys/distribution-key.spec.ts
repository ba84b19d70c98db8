import { day } from "../calendar.ts";
import { distributionKey } from "./distribution-key.ts";

const key = {
  id: "population",
  label: "Population",
  date: day("2021-11-01"),
  weights: [{ key: "region-a", weight: 3 }],
};
const register = { type: "register-distribution-key", key, by: "anna" } as const;

describe("a distribution key", () => {
  it("is registered whole, its day included, so that who got how much can be recomputed from the log", () => {
    const [event] = distributionKey.decide(register, distributionKey.initialState());
    expect(event).toEqual({ type: "DistributionKeyRegistered", data: { key, by: "anna" } });
  });

  it("is never changed: other weights are another key", () => {
    const [event] = distributionKey.decide(register, distributionKey.initialState());
    const state = distributionKey.evolve(distributionKey.initialState(), event!);
    const other = { ...register, key: { ...key, weights: [{ key: "region-a", weight: 4 }] } };
    expect(() => distributionKey.decide(other, state)).toThrow(
      expect.objectContaining({
        rule: "distribution-key-exists",
        figures: { key: "population", registered: "Population" },
      }),
    );
  });
});
