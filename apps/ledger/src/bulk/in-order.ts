export interface Limits {
  /** Items that are begun and not yet yielded. */
  readonly most: number;
  readonly mostBytes: number;
  /** Aborted when nothing more should be taken: what is begun is still yielded. */
  readonly ended: AbortSignal;
}

interface Begun<Result> {
  readonly bytes: number;
  readonly ended: Promise<undefined>;
  /** Set when it has ended; no result is one, too. */
  has?: { readonly result: Result | undefined };
}

/** What came of asking for the next item. */
type Read<Item> = { readonly item?: Item } | { readonly error: unknown };

/**
 * Begins work on items as they arrive and yields the results in the items' order, all that are ready at a
 * time. Takes no further item while the limits are reached or nobody asks for results. Work never rejects;
 * where it has no result, none is yielded.
 *
 * @throws what the items throw, when the results of those before have been yielded
 */
export async function* inOrder<Item extends { readonly bytes: number }, Result>(
  items: AsyncGenerator<Item>,
  begin: (item: Item) => Promise<Result | undefined>,
  { most, mostBytes, ended }: Limits,
): AsyncGenerator<readonly Result[]> {
  const begun: Begun<Result>[] = [];
  let bytes = 0;
  let reading: Promise<Read<Item>> | undefined;
  let end: { readonly error?: unknown } | undefined;
  const ready = (): Result[] => {
    const results: Result[] = [];
    for (let first = begun[0]; first?.has; first = begun[0]) {
      if (first.has.result !== undefined) results.push(first.has.result);
      bytes -= first.bytes;
      begun.shift();
    }
    return results;
  };
  try {
    while (end === undefined || begun.length > 0) {
      const results = ready();
      if (results.length > 0) {
        yield results;
        continue;
      }
      const fits = begun.length === 0 || (begun.length < most && bytes < mostBytes);
      if (end === undefined && fits) reading ??= nextUnless(ended, items);
      const news = [reading, begun[0]?.ended].filter((one) => one !== undefined);
      const read = await Promise.race(news);
      if (read === undefined) continue;
      reading = undefined;
      if ("error" in read) end = read;
      else if (read.item === undefined) end = {};
      else {
        begun.push(start(read.item, begin));
        bytes += read.item.bytes;
      }
    }
    if (end.error !== undefined) throw end.error;
  } finally {
    // Not waited for: a sender that is silent would hold up everybody.
    void items.return(undefined).catch(() => undefined);
  }
}

function start<Item extends { readonly bytes: number }, Result>(
  item: Item,
  begin: (item: Item) => Promise<Result | undefined>,
): Begun<Result> {
  const one: Begun<Result> = {
    bytes: item.bytes,
    ended: begin(item).then((result) => {
      one.has = { result };
      return undefined;
    }),
  };
  return one;
}

/** The next item; none at the end, and none when the signal comes first. */
function nextUnless<Item>(ended: AbortSignal, items: AsyncGenerator<Item>): Promise<Read<Item>> {
  if (ended.aborted) return Promise.resolve({});
  return new Promise((resolve) => {
    const stop = (): void => resolve({});
    ended.addEventListener("abort", stop, { once: true });
    items
      .next()
      .then(({ done, value }) => (done ? {} : { item: value }))
      .catch((error: unknown) => ({ error }))
      .then((read) => {
        ended.removeEventListener("abort", stop);
        resolve(read);
      });
  });
}
