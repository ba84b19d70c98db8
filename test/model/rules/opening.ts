import {
  type Asked,
  type Fields,
  type Requisition,
  type Verdict,
  type World,
  grantStream,
  move,
  onPost,
  placeOf,
  refused,
} from "../facts.ts";
import type { Place } from "../books.ts";
import { amountOf, dayOf, listOf, text } from "../reading.ts";
import { ceilingOf, notInForce, promised } from "./agreements.ts";
import { notPayable, payeeOn } from "./requisitions.ts";

/**
 * A grant that began before the ledger: let in once, where its money stands on the cut-over day, within the
 * funding of its lines, from the post's counter-account (starting-mid-year.md).
 */
export function recordOpening(world: World, { command, on }: Asked): Verdict {
  const [id, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const agreement = world.agreements.get(id);
  if (!agreement) return refused("agreement-unknown");
  const grant = { agreement: id, recipient };
  const items = listOf(command["items"]).map((item: Fields) => ({
    ...{ line: text(item, "line"), funding: text(item, "anslagspost"), amount: amountOf(item["amount"]) },
    ...{ account: text(item, "account") as Place["account"], requisition: item["requisition"] },
  }));
  const known = world.grant(id, recipient);
  const reasons = [
    ...notInForce(agreement),
    ...(world.parties.has(recipient) ? [] : ["party-unknown"]),
    ...(known?.openedOn !== undefined ? ["opening-exists"] : []),
    ...(known && hadMoney(world, id, recipient) ? ["opening-after-money"] : []),
    ...items.flatMap(({ line, funding }) => [
      ...(world.posts.has(funding) ? [] : ["anslagspost-unknown"]),
      ...(agreement.lines.has(line) ? [] : ["line-unknown"]),
      ...(agreement.lines.get(line)?.recipients.includes(recipient) === false
        ? ["recipient-not-in-line"]
        : []),
    ]),
    ...items.flatMap((item) => {
      const isLine = ({ line }: { line: string }): boolean => line === item.line;
      const here = items.filter((each) => isLine(each) && each.funding === item.funding);
      const sum = (list: readonly { amount: number }[]): number =>
        list.reduce((all, each) => all + each.amount, 0);
      const funded = agreement.funding.get(`${item.line} ${item.funding}`) ?? 0;
      return [
        ...(sum(here) + promised(world, id, item.line, item.funding) > funded
          ? ["opening-exceeds-line-funding"]
          : []),
        ...(sum(items.filter(isLine)) + promised(world, id, item.line) > ceilingOf(agreement, item.line)
          ? ["opening-exceeds-ruling"]
          : []),
        ...(item.account === "requisitioned" ? notPayable(agreement, item.line) : []),
      ];
    }),
    ...listOf(command["requisitions"]).flatMap((each) =>
      text(each, "receivedOn") > on ? ["opening-case-after-cutover"] : [],
    ),
    ...listOf(command["requisitions"]).flatMap((each) => {
      // It bears the number of who was paid on the day it came, as every requisition does.
      const payee = world.parties.get(payeeOn(world, recipient, dayOf(each["receivedOn"])));
      return payee?.number === each["organisationsnummer"] ? [] : ["organisationsnummer-not-payees"];
    }),
  ];
  if (reasons.length > 0) return refused(...reasons);
  const moves = items.map((item) =>
    move(onPost("appropriation", item.funding), placeOf(grant, item.account, item), item.amount),
  );
  const opened = listOf(command["requisitions"]).map((each): Requisition => {
    const requisitionId = text(each, "requisitionId");
    const approved = items
      .filter(({ requisition }) => requisition === requisitionId)
      .map((item) => ({ place: placeOf(grant, "requisitioned", item), amount: item.amount }));
    return {
      ...{
        id: requisitionId,
        amount: approved.reduce((all, { amount }) => all + amount, 0),
        lines: undefined,
      },
      ...{ receivedOn: dayOf(each["receivedOn"]), by: [], status: "approved", caseNumber: undefined },
      ...{ approved, endedOn: on, approvedBefore: true },
    };
  });
  const facts = (): ReturnType<World["begin"]> => world.begin(id, recipient);
  return {
    entries: [
      {
        ...{ type: "OpeningBalanceRecorded", stream: grantStream(id, recipient), on, moves },
        undo: () => {
          Object.assign(facts(), { openedOn: undefined, openedPaid: [] });
          opened.forEach((each) => facts().requisitions.delete(each.id));
        },
      },
    ],
    then: () => {
      const paid = items.filter(({ account, requisition }) => isPaid(account) && requisition === undefined);
      Object.assign(facts(), { openedOn: on, openedPaid: paid.map(({ line }) => line) });
      opened.forEach((each) => facts().requisitions.set(each.id, each));
    },
  };
}

const isPaid = (account: Place["account"]): boolean => account !== "allocated" && account !== "lapsed";

/**
 * Whether the grant began here. One that began with an opening may be opened anew when that is undone, also beside
 * what was allocated since (starting-mid-year.md).
 */
function hadMoney(world: World, agreement: string, recipient: string): boolean {
  const first = world.books.lines.find(({ to }) => to.agreement === agreement && to.recipient === recipient);
  return first !== undefined && first.kind !== "OpeningBalanceRecorded";
}
