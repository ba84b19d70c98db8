import {
  type Asked,
  type Entry,
  type GrantFacts,
  type Verdict,
  type World,
  grantStream,
  move,
  refused,
} from "../facts.ts";
import type { Move, Place } from "../books.ts";
import { amountOf, maybe, text } from "../reading.ts";

const cash = (account: "bank" | "unplaced" | "placed", receipt: string): Place => ({ account, receipt });
const stream = (receipt: string): string => `receipt-${receipt}`;

/** bank → unplaced: each bank entry is its own. */
export function recordReceipt(world: World, { command, on }: Asked): Verdict {
  const receipt = text(command, "receipt");
  const amount = amountOf(command["amount"]);
  if (world.receipts.has(receipt)) return refused("receipt-exists", "receipt-reference-reused");
  return {
    entries: [
      {
        ...{ type: "ReceiptRecorded", stream: stream(receipt), on },
        moves: [move(cash("bank", receipt), cash("unplaced", receipt), amount)],
      },
    ],
    then: () => world.receipts.set(receipt, { amount, on }),
  };
}

export function refundReceipt(world: World, { command, on }: Asked): Verdict {
  const receipt = text(command, "receipt");
  if (!world.receipts.has(receipt)) return refused("receipt-unknown");
  const amount = amountOf(command["amount"]);
  if (amount > world.books.lowest(cash("unplaced", receipt), on)) return refused("receipt-exceeds-unplaced");
  const moves = [move(cash("unplaced", receipt), cash("bank", receipt), amount)];
  return { entries: [{ type: "ReceiptRefunded", stream: stream(receipt), on, moves }] };
}

/**
 * unplaced → placed, decided at the receipt; then the grant takes it as a repayment of what is unused, else
 * reclaimed, else outstanding (DOMAIN), or it returns to the queue with the reason.
 */
export function placeReceipt(world: World, { command }: Asked): Verdict {
  const receipt = text(command, "receipt");
  const known = world.receipts.get(receipt);
  if (!known) return refused("receipt-unknown");
  const [agreement, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const unknown = [
    ...(world.agreements.has(agreement) ? [] : ["agreement-unknown"]),
    ...(world.parties.has(recipient) ? [] : ["party-unknown"]),
  ];
  if (unknown.length > 0) return refused(...unknown);
  const amount = amountOf(command["amount"]);
  const { on } = known;
  if (amount > world.books.lowest(cash("unplaced", receipt), on)) return refused("receipt-exceeds-unplaced");
  const placed: Entry = {
    ...{ type: "ReceiptPlaced", stream: stream(receipt), on },
    moves: [move(cash("unplaced", receipt), cash("placed", receipt), amount)],
    blocked: () => "reversal-elsewhere",
  };
  const back: Entry = {
    ...{ type: "PlacementReturned", stream: stream(receipt), on },
    moves: [move(cash("placed", receipt), cash("unplaced", receipt), amount)],
    blocked: () => "reversal-elsewhere",
  };
  const grant = world.grant(agreement, recipient);
  if (!grant) return { entries: [placed, back], elsewhere: ["grant-unknown"] };
  const owed = owedBy(world, grant, maybe(command, "line"), maybe(command, "holder"));
  const debt = owed.reduce((sum, each) => sum + each.amount, 0);
  if (amount > debt) return { entries: [placed, back], elsewhere: ["repayment-exceeds-debt"] };
  const parts = taken(owed, amount);
  const moves = parts.map(({ place, amount: part }) => move(place, { ...place, account: "repaid" }, part));
  const day = world.books.firstDayFor(moves, on) ?? on;
  return {
    entries: [placed, repayment(grant, { moves, day, parts, back })],
    then: () => parts.forEach(({ claim, amount: part }) => claim && repay(claim, part)),
  };
}

interface Owed {
  readonly place: Place;
  readonly amount: number;
  readonly claim?: { rest: number; repaid: number };
}

function repay(claim: { rest: number; repaid: number }, amount: number): void {
  claim.rest -= amount;
  claim.repaid += amount;
}

function repayment(
  grant: GrantFacts,
  of: {
    readonly moves: readonly Move[];
    readonly day: Asked["on"];
    readonly parts: readonly Owed[];
    readonly back: Entry;
  },
): Entry {
  const { moves, day, parts, back } = of;
  return {
    ...{ type: "RepaymentReceived", stream: grantStream(grant.agreement, grant.recipient), on: day, moves },
    undo: () => {
      for (const { claim, amount } of parts) if (claim) repay(claim, -amount);
    },
    // Reversed in the grant, the receipt waits again.
    follows: (undoneOn) => [{ ...back, on: undoneOn }],
  };
}

/** Unused money first, then what is demanded, place by place and there the oldest claim, then what is not accounted for. */
function owedBy(world: World, grant: GrantFacts, line?: string, holder?: string): Owed[] {
  const where = { agreement: grant.agreement, recipient: grant.recipient, line, holder };
  const isMeant = (place: Place): boolean =>
    (line === undefined || place.line === line) && (holder === undefined || place.holder === holder);
  const on = (account: "unused" | "outstanding"): Owed[] =>
    world.books
      .standing({ account, agreement: where.agreement, recipient: where.recipient })
      .filter(({ place, amount }) => isMeant(place) && amount > 0);
  const claims = [...grant.claims.values()].flatMap(({ parts }) =>
    parts
      .filter(({ place, rest }) => rest > 0 && isMeant(place))
      .map((claim) => ({ place: claim.place, amount: claim.rest, claim })),
  );
  const order = ({ place: { line: of, funding, holder: by } }: Owed): string => [of, funding, by].join("|");
  claims.sort((one, other) => order(one).localeCompare(order(other), "en"));
  return [...on("unused"), ...claims, ...on("outstanding")];
}

function taken(owed: readonly Owed[], amount: number): Owed[] {
  let left = amount;
  return owed.flatMap((each) => {
    const part = Math.min(left, each.amount);
    left -= part;
    return part > 0 ? [{ ...each, amount: part }] : [];
  });
}
