import { type Day, addDays } from "#domain/calendar.ts";
import type { Place } from "../books.ts";
import {
  type Asked,
  type Entry,
  type GrantFacts,
  type Verdict,
  type World,
  grantStream,
  move,
  placeOf,
} from "../facts.ts";
import { maybe } from "../reading.ts";
import { lastDayFor, termsOf } from "./requisitions.ts";

/**
 * DOMAIN, the process, 6: what no timely requisition asks for lapses on the day after the last one; what one
 * asked for and did not get lapses on the day of that decision. It does not depend on the day of the run.
 */
export function lapseDue(world: World, { command, on }: Asked): Verdict {
  const [agreement, recipient] = [maybe(command, "agreement"), maybe(command, "recipient")];
  const grants = [...world.grants.values()].filter(
    (grant) =>
      (agreement === undefined || grant.agreement === agreement) &&
      (recipient === undefined || grant.recipient === recipient),
  );
  return { entries: grants.flatMap((grant) => lapsedOf(world, grant, on)) };
}

function lapsedOf(world: World, grant: GrantFacts, on: Day): Entry[] {
  const agreement = world.agreements.get(grant.agreement)!;
  return [...agreement.lines].flatMap(([line, { way }]) => {
    const last = lastDayFor(agreement, line);
    const lapses = way === "requisition" && termsOf(agreement, line).requisition?.lapses === true;
    return last !== undefined && lapses && on > last
      ? lapsedOfLine(world, grant, line, addDays(last, 1), on)
      : [];
  });
}

function lapsedOfLine(world: World, grant: GrantFacts, line: string, from: Day, on: Day): Entry[] {
  const days = [...new Set([from, ...world.books.days(), ...endsOf(grant)])]
    .filter((each) => each >= from)
    .sort();
  const stream = grantStream(grant.agreement, grant.recipient);
  const before = new Map<string, number>();
  return days.flatMap((day, index) => {
    if (day > on) return [];
    const moves = postsOf(world, grant, line).flatMap((place) => {
      // What is free on this day, and stays free on every later one.
      const free = Math.min(
        ...days
          .slice(index)
          .map((each) => freeOn(world, grant, { line, place, day: each, last: addDays(from, -1) })),
      );
      const name = place.funding ?? "";
      const amount = free - (before.get(name) ?? 0);
      if (amount <= 0) return [];
      before.set(name, free);
      return [move(place, { ...place, account: "lapsed" as const }, amount)];
    });
    return moves.length > 0 ? [{ type: "EntitlementLapsed", stream, on: day, moves, unnamed: true }] : [];
  });
}

const endsOf = (grant: GrantFacts): Day[] =>
  [...grant.requisitions.values()].flatMap(({ endedOn }) => endedOn ?? []);

function postsOf(world: World, grant: GrantFacts, line: string): Place[] {
  const { agreement, recipient } = grant;
  const funded = world.books.lines.flatMap(({ to }) =>
    to.account === "allocated" && to.agreement === agreement && to.recipient === recipient && to.line === line
      ? [to.funding ?? ""]
      : [],
  );
  return [...new Set(funded)].sort().map((funding) => placeOf(grant, "allocated", { line, funding }));
}

/** What stands on one post and is not kept for a requisition: the first posts are kept for it first. */
function freeOn(
  world: World,
  grant: GrantFacts,
  of: { readonly line: string; readonly place: Place; readonly day: Day; readonly last: Day },
): number {
  let kept = keptFor(grant, of.line, of.day, of.last);
  for (const place of postsOf(world, grant, of.line)) {
    const stands = Math.max(0, world.books.balance(place, of.day));
    const taken = Math.min(kept, stands);
    if (place.funding === of.place.funding) return stands - taken;
    kept -= taken;
  }
  return 0;
}

/** What timely requisitions that nobody had decided by a day ask of a line; one without lines may be about any. */
function keptFor(grant: GrantFacts, line: string, day: Day, last: Day): number {
  return [...grant.requisitions.values()]
    .filter(({ receivedOn, endedOn }) => receivedOn <= last && (endedOn === undefined || day < endedOn))
    .reduce((sum, { amount, lines }) => sum + (lines ? (lines.get(line) ?? 0) : amount), 0);
}
