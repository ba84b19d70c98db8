import { WAY_OF_PAYMENT } from "../agreements/agreement-terms.ts";
import { lineOf } from "../agreements/agreement.ts";
import { formatAmount, sum } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type { RecordOpeningBalance } from "./commands.ts";
import type { OpenedAccount, OpenedItem } from "./events.ts";
import { known } from "./placing.ts";
import { assertPassedOn } from "./use-of-funds.ts";

type CaseField = "requisition" | "disbursement" | "report" | "reclaim" | "demandedFrom";
const CASE_FIELDS: readonly CaseField[] = [
  "requisition",
  "disbursement",
  "report",
  "reclaim",
  "demandedFrom",
];

/** What must be known of money in each account for the process to go on with it, and what else may be. */
const BELONGS_TO: Readonly<
  Record<OpenedAccount, { readonly needs: readonly CaseField[]; readonly may: readonly CaseField[] }>
> = {
  allocated: { needs: [], may: [] },
  requisitioned: { needs: ["requisition"], may: [] },
  in_payment: { needs: ["disbursement"], may: [] },
  outstanding: { needs: [], may: ["disbursement"] },
  spent: { needs: ["report"], may: [] },
  unused: { needs: ["report"], may: [] },
  reclaimed: { needs: ["reclaim", "demandedFrom"], may: ["report"] },
  repaid: { needs: [], may: ["reclaim", "demandedFrom", "report"] },
  written_off: { needs: ["reclaim", "demandedFrom"], may: ["report"] },
  lapsed: { needs: [], may: [] },
};

/** Money is passed on when it is paid: before that, and while its payment may come back, the recipient has it. */
const WITH_RECIPIENT: ReadonlySet<OpenedAccount> = new Set<OpenedAccount>([
  ...(["allocated", "requisitioned", "in_payment", "lapsed"] as const),
]);

/**
 * Every amount stands once, names the cases that its account has, and no others.
 *
 * @throws RuleError `opening-repeats`, `opening-item-needs`, `opening-item-has-no`, `opening-not-passed-on`,
 *   `opening-report-not-about`, `opening-spent-exceeds-costs`, `line-not-passed-on`, `…-unknown`
 */
export function assertItems(command: RecordOpeningBalance, items: readonly OpenedItem[]): void {
  const { requisitions = [], disbursements = [], reports = [], reclaims = [] } = command;
  const cases = {
    requisition: byId(requisitions, "requisitionId"),
    disbursement: byId(disbursements, "disbursementId"),
    report: byId(reports, "reportId"),
    reclaim: byId(reclaims, "reclaimId"),
  };
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const at = `items[${index}]`;
    const { amount: _, ...place } = item;
    const key = JSON.stringify(Object.entries(place).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (seen.has(key)) {
      const { line, account, holder } = item;
      throw new RuleError("opening-repeats", `${account} on line ${line} held by ${holder} stands twice.`, {
        field: at,
        figures: { line, account, holder, anslagspost: item.funding },
      });
    }
    seen.add(key);
    assertBelongs(command, item, at);
    assertHolder(command, item, at);
    for (const [what, found] of Object.entries(cases) as [keyof typeof cases, (typeof cases)["report"]][]) {
      const id = item[what];
      if (id !== undefined) known(found, id, what === "report" ? "cost report" : what, `${at}.${what}`);
    }
    assertReported(command, item, at);
  }
  assertWithinCosts(command, items);
}

function assertBelongs({ agreement, basis }: RecordOpeningBalance, item: OpenedItem, at: string): void {
  const { account, line } = item;
  const { needs, may } = BELONGS_TO[account];
  // What an authority used itself was reported without a cost report (2007 chapter 8, 2013 §3.2.1).
  const disposed = WAY_OF_PAYMENT[lineOf(basis.agreement, agreement, line).payment] === "disposal";
  for (const field of CASE_FIELDS) {
    const given = item[field] !== undefined;
    const pair = item.reclaim !== undefined && field === "demandedFrom";
    const needed = (needs.includes(field) && !(disposed && account === "spent")) || pair;
    if (needed && !given) {
      throw new RuleError(
        "opening-item-needs",
        `Money that is ${account} belongs to a ${field}: say which, so that the process can go on with it.`,
        { field: `${at}.${field}`, figures: { account, line, needs: field } },
      );
    }
    const allowed = needs.includes(field) || may.includes(field);
    const alone = field === "demandedFrom" && item.reclaim === undefined;
    if (given && (!allowed || alone)) {
      throw new RuleError("opening-item-has-no", `Money that is ${account} has no ${field}.`, {
        field: `${at}.${field}`,
        figures: { account, line, hasNo: field },
      });
    }
  }
}

function assertHolder(
  { agreement, recipient, basis }: RecordOpeningBalance,
  { account, holder, line, disbursement }: OpenedItem,
  at: string,
): void {
  if (holder === recipient) return;
  assertPassedOn(basis, agreement, line, `${at}.holder`);
  if (!WITH_RECIPIENT.has(account) && disbursement === undefined) return;
  throw new RuleError(
    "opening-not-passed-on",
    `${disbursement === undefined ? `What is ${account}` : `Money of payment ${disbursement}`} is ${recipient}'s: ${holder} holds only what was paid and passed on.`,
    { field: `${at}.holder`, figures: { account, line, holder } },
  );
}

/** A report books money of the lines and holders that it is about. */
function assertReported({ reports = [] }: RecordOpeningBalance, item: OpenedItem, at: string): void {
  const { report: id, line, holder } = item;
  if (id === undefined) return;
  const report = reports.find(({ reportId }) => reportId === id);
  if (report?.uses.some((use) => use.line === line && use.holder === holder)) return;
  throw new RuleError(
    "opening-report-not-about",
    `Cost report ${id} says nothing of line ${line} held by ${holder}.`,
    { field: `${at}.report`, figures: { report: id, line, holder } },
  );
}

/** Of the costs that a report states at most all are booked. */
function assertWithinCosts({ reports = [] }: RecordOpeningBalance, items: readonly OpenedItem[]): void {
  for (const [index, { reportId, uses }] of reports.entries()) {
    const seen = new Set<string>();
    for (const [at, { line, holder, costs }] of uses.entries()) {
      const field = `reports[${index}].uses[${at}]`;
      if (seen.has(`${line}|${holder}`)) {
        throw new RuleError(
          "opening-repeats",
          `Line ${line} held by ${holder} stands twice in ${reportId}.`,
          {
            field,
            figures: { line, holder },
          },
        );
      }
      seen.add(`${line}|${holder}`);
      const booked = items.filter(
        (item) =>
          item.report === reportId &&
          item.line === line &&
          item.holder === holder &&
          (item.account === "spent" || item.demandedFrom === "spent"),
      );
      const spent = sum(booked.map(({ amount }) => amount));
      if (spent <= costs) continue;
      throw new RuleError(
        "opening-spent-exceeds-costs",
        `Cost report ${reportId} states costs of ${formatAmount(costs)} on line ${line}; ${formatAmount(spent)} cannot be booked of them.`,
        {
          field: `${field}.costs`,
          figures: { line, costs: formatAmount(costs), spent: formatAmount(spent) },
        },
      );
    }
  }
}

/** @throws RuleError `opening-repeats` */
export function byId<Key extends string, Case extends { readonly [Name in Key]: string }>(
  cases: readonly Case[],
  key: Key,
): ReadonlyMap<string, Case> {
  const found = new Map<string, Case>();
  for (const one of cases) {
    const id: string = one[key];
    if (found.has(id)) {
      throw new RuleError("opening-repeats", `${id} stands twice in the opening balance.`, {
        field: key,
        figures: { [key]: id },
      });
    }
    found.set(id, one);
  }
  return found;
}
