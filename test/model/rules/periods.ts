import { type Asked, type Verdict, type World, refused } from "../facts.ts";
import { dayOf } from "../reading.ts";

/** A closing through the day of the last one certifies anew; an earlier one would reopen what is closed. DOMAIN, What auditors expect: a closing certifies what stands; what comes later is posted on the first open day. */
export function closePeriod(world: World, { command, on }: Asked): Verdict {
  const through = dayOf(command["through"] ?? on);
  const { closed } = world.books;
  if (closed !== undefined && through < closed) return refused("period-already-closed");
  return { entries: [], then: () => world.books.close(through) };
}
