import fc from "fast-check";
import { Samples, median, percentile, percentilesOf } from "./statistics.ts";

describe("percentiles of samples", () => {
  const hundred = Float64Array.from({ length: 100 }, (_, index) => index + 1);

  it("are samples themselves, by the nearest rank", () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 0.999)).toBe(100);
    expect(percentile(Float64Array.of(7), 0.5)).toBe(7);
  });

  it("do not depend on the order in which the samples came", () => {
    expect(percentilesOf(hundred.toReversed())).toEqual({ p50: 50, p99: 99, p999: 100, most: 100 });
  });

  it("have at least their share of the samples at or below them", () => {
    const samples = fc.array(fc.double({ noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = Float64Array.from(values).sort();
        const found = percentile(sorted, share);
        const below = sorted.filter((value) => value <= found).length;
        expect(below / sorted.length).toBeGreaterThanOrEqual(share);
      }),
    );
  });

  it("cannot be had of no samples", () => {
    expect(() => percentile(new Float64Array(), 0.5)).toThrow("at least one sample");
  });
});

describe("the median of rounds", () => {
  it("is one of them, also of an even number", () => {
    expect(median([30, 10, 20])).toBe(20);
    expect(median([4, 1, 3, 2])).toBe(2);
  });
});

describe("samples", () => {
  it("are all kept, however many come", () => {
    const samples = new Samples();
    for (let value = 0; value < 200_000; value++) samples.add(value);
    expect(samples.values).toHaveLength(200_000);
    expect(samples.values.at(-1)).toBe(199_999);
    expect(samples.values[65_536]).toBe(65_536);
  });
});
