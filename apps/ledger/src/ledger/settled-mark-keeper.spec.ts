import { SettledMarkKeeper } from "./settled-mark-keeper.ts";

class Mark {
  readonly written: number[] = [];
  read = async (): Promise<number | undefined> => this.written.at(-1);
  write = async (position: number): Promise<void> => {
    this.written.push(position);
  };
}

/** A command that ends when it is told to. */
function command(): { readonly work: Promise<void>; end(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: promise, end: resolve };
}

describe("the mark while commands are taken", () => {
  let mark: Mark;
  let keeper: SettledMarkKeeper;

  beforeEach(() => {
    mark = new Mark();
    keeper = new SettledMarkKeeper(mark);
    keeper.opened(10, 10);
  });
  afterEach(() => keeper.close());

  const write = async (position: number): Promise<void> => {
    const one = command();
    const taken = keeper.during(one.work);
    keeper.wrote(position);
    one.end();
    await taken;
  };

  it("moves on each thousand positions", async () => {
    await write(1_009);
    expect(mark.written).toEqual([]);
    await write(1_010);
    expect(mark.written).toEqual([1_010]);
    await write(2_009);
    await write(2_500);
    expect(mark.written).toEqual([1_010, 2_500]);
  });

  it("stays before what the oldest command under way may have written", async () => {
    await write(20);
    const slow = command();
    const taken = keeper.during(slow.work);
    await write(5_000);
    await write(6_000);
    expect(mark.written).toEqual([]);
    slow.end();
    await taken;
    expect(mark.written).toEqual([6_000]);
  });

  it("never passes what may be half done, not even on closing", async () => {
    await write(1_500);
    keeper.stay();
    await write(9_000);
    await keeper.close();
    expect(mark.written).toEqual([1_500]);
  });

  it("is written on closing, after what is under way", async () => {
    const slow = command();
    const taken = keeper.during(slow.work);
    const closed = keeper.close();
    keeper.wrote(30);
    slow.end();
    await taken;
    await closed;
    expect(mark.written).toEqual([30]);
  });

  it("is written when it has been quiet for a while", async () => {
    import.meta.jest.useFakeTimers();
    try {
      await write(30);
      expect(mark.written).toEqual([]);
      await import.meta.jest.runAllTimersAsync();
      expect(mark.written).toEqual([30]);
    } finally {
      import.meta.jest.useRealTimers();
    }
  });

  it("disturbs no command when it cannot be written, and says so on closing", async () => {
    const { write: writes } = mark;
    mark.write = () => Promise.reject(new Error("the log is damaged"));
    await expect(write(3_000)).resolves.toBeUndefined();
    await expect(keeper.close()).rejects.toThrow("the log is damaged");
    mark.write = writes;
  });
});
