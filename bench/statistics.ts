/** The middle of the values; of an even number of them the lower one of the two, so that it was measured. */
export function median(values: readonly number[]): number {
  return percentile(Float64Array.from(values).sort(), 0.5);
}

/**
 * The value that a share of the samples does not exceed (nearest rank): exact, no buckets.
 *
 * @param sorted ascending
 * @param share from 0 to 1
 */
export function percentile(sorted: Float64Array, share: number): number {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error("A percentile needs at least one sample.");
  return value;
}

/** In the unit of the samples. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly most: number;
}

export function percentilesOf(samples: Float64Array): Percentiles {
  const sorted = samples.toSorted();
  return {
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    p999: percentile(sorted, 0.999),
    most: percentile(sorted, 1),
  };
}

/** Samples as they come in; the array doubles when it is full, so that adding costs next to nothing. */
export class Samples {
  #values = new Float64Array(65_536);
  #count = 0;

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.#count);
  }
}
