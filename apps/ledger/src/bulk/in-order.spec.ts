import { inOrder } from "./in-order.ts";

interface Item {
  readonly number: number;
  readonly bytes: number;
}

const never = new AbortController().signal;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("work begun in order", () => {
  /** Items without end, that count how many were asked for. */
  function source(bytes: number, last = Number.MAX_SAFE_INTEGER) {
    const asked = { count: 0 };
    async function* items(): AsyncGenerator<Item> {
      while (asked.count < last) yield { number: ++asked.count, bytes };
    }
    return { asked, items: items() };
  }

  it("is answered in order, whatever is ready first, and all that is ready at a time", async () => {
    const ends = new Map<number, () => void>();
    const { items } = source(1, 3);
    const answers = inOrder(
      items,
      ({ number }) => new Promise<number>((resolve) => ends.set(number, () => resolve(number))),
      { most: 10, mostBytes: 100, ended: never },
    );
    const first = answers.next();
    await settle();
    ends.get(3)?.();
    ends.get(2)?.();
    await settle();
    ends.get(1)?.();
    expect((await first).value).toEqual([1, 2, 3]);
    expect((await answers.next()).done).toBe(true);
  });

  it.each([
    ["items", { most: 4, mostBytes: 1_000_000 }, 100],
    ["bytes", { most: 1_000, mostBytes: 400 }, 100],
    ["one item that is beyond them alone", { most: 4, mostBytes: 10 }, 100],
  ])("is never more than the limits of %s, however slowly it is asked for", async (_, limits, bytes) => {
    const { asked, items } = source(bytes);
    const answers = inOrder(items, ({ number }) => Promise.resolve(number), { ...limits, ended: never });
    const most = Math.max(1, Math.min(limits.most, limits.mostBytes / bytes));
    let answered = 0;
    while (answered < 10_000) {
      const { value = [] } = await answers.next();
      answered += (value as number[]).length;
      await (answered % 1_000 === 0 ? settle() : undefined);
      expect(asked.count - answered).toBeLessThanOrEqual(most + 1);
    }
    await answers.return(undefined);
    await settle();
    expect(asked.count - answered).toBeLessThanOrEqual(most + 1);
  });

  it("is answered while the next item is still waited for", async () => {
    async function* silent(): AsyncGenerator<Item> {
      yield { number: 1, bytes: 1 };
      await new Promise(() => undefined);
    }
    const limits = { most: 10, mostBytes: 10, ended: never };
    const answers = inOrder(silent(), ({ number }) => Promise.resolve(number), limits);
    expect((await answers.next()).value).toEqual([1]);
  });

  it("ends at the signal, also while the next item is waited for, with what was begun", async () => {
    const ended = new AbortController();
    async function* silent(): AsyncGenerator<Item> {
      yield { number: 1, bytes: 1 };
      await new Promise(() => undefined);
    }
    let end: (() => void) | undefined;
    const work = ({ number }: Item) => new Promise<number>((resolve) => (end = () => resolve(number)));
    const answers = inOrder(silent(), work, { most: 10, mostBytes: 10, ended: ended.signal });
    const first = answers.next();
    await settle();
    ended.abort();
    end?.();
    expect((await first).value).toEqual([1]);
    expect((await answers.next()).done).toBe(true);
  });

  it("tells of items that break off after the answers to those before", async () => {
    async function* broken(): AsyncGenerator<Item> {
      yield { number: 1, bytes: 1 };
      throw new Error("gone");
    }
    const limits = { most: 10, mostBytes: 10, ended: never };
    const answers = inOrder(broken(), ({ number }) => Promise.resolve(number), limits);
    expect((await answers.next()).value).toEqual([1]);
    await expect(answers.next()).rejects.toThrow("gone");
  });
});
