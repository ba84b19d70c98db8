import { written } from "./reading.ts";

/** How a command is meant to miss, if it is: by an öre, a day, the wrong person, or the wrong state of things. */
export type Slip = "none" | "amount" | "day" | "person" | "state";

/** The numbers of one step of a walk, thrown one after the other. They shrink towards the first of everything. */
export class Dice {
  private thrown = 0;
  private readonly numbers: readonly number[];
  readonly slip: Slip;

  constructor(numbers: readonly number[], slip: Slip) {
    this.numbers = numbers;
    this.slip = slip;
  }

  below(sides: number): number {
    return (this.numbers[this.thrown++ % this.numbers.length] ?? 0) % sides;
  }

  pick<Value>(list: readonly Value[]): Value | undefined {
    return list[this.below(Math.max(1, list.length))];
  }

  one<Value>(first: Value, ...rest: readonly Value[]): Value {
    return [first, ...rest][this.below(rest.length + 1)] ?? first;
  }

  often(outOf: number): boolean {
    return this.below(outOf) > 0;
  }

  /** An amount in its written form, out of what is there (öre): all of it, a part, or one öre too much. */
  partOf(there: number): string {
    const most = Math.max(1, there);
    if (this.slip === "amount") return written(most + 1);
    switch (this.below(6)) {
      case 0:
      case 1:
        return written(most);
      case 2:
        return written(Math.max(1, Math.floor(most / 2)));
      case 3:
        return written(Math.max(1, Math.floor(most / 300) * 100));
      case 4:
        return written(Math.max(1, most - 1));
      default:
        return written(1 + (this.below(9973) % most));
    }
  }
}
