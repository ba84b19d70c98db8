import { stringify } from "yaml";
import type { Books, Place } from "./books.ts";
import type { Disagreement } from "./disagreement.ts";
import type { PlayedStep } from "./play.ts";
import { written } from "./reading.ts";

/**
 * A walk as a case file for `test/cases/`, with what the model expects of its last step: it fails while the
 * ledger does otherwise, and passes when the one that was wrong is mended. Steps that both refused, and that
 * changed nothing, are left out.
 */
export function caseText(
  steps: readonly PlayedStep[],
  books: Books,
  disagreement: Disagreement | undefined,
): string {
  const last = steps.at(-1);
  const kept = steps.filter((step) => step === last || step.rule === undefined);
  const content = {
    case: "A random history on which the model and the ledger part",
    rule: "DOMAIN, Invariants",
    steps: [
      ...kept.map((step) => ({ ...commandOf(step), ...expected(step) })),
      ...(disagreement === undefined || last === undefined || "refused" in last.verdict
        ? []
        : [{ balances: balancesOf(books, disagreement) }]),
    ],
  };
  const why = disagreement?.message.split("\n").map((line) => `# ${line}\n`) ?? [];
  return `# yaml-language-server: $schema=../case.schema.json\n${why.join("")}${stringify(content)}`;
}

function commandOf({ name, asked: { on, by, command } }: PlayedStep): object {
  return { as: name, on, by, command };
}

function expected({ verdict, rule }: PlayedStep): object {
  // Of several reasons the ledger names one; which of them comes first is no rule.
  if ("refused" in verdict) {
    const named = verdict.refused.find((reason) => reason === rule) ?? verdict.refused[0];
    return { refused: { rule: named } };
  }
  const [elsewhere] = verdict.elsewhere ?? [];
  return elsewhere === undefined ? {} : { refusedElsewhere: { rule: elsewhere } };
}

/** What the model has for each post, each place of a grant and each receipt. */
function balancesOf(books: Books, { at }: Disagreement): object[] {
  const wheres = new Map<string, Record<string, string>>();
  for (const { from, to } of books.lines) {
    for (const { funding, agreement, line, recipient, holder, receipt } of [from, to]) {
      const all = { anslagspost: funding, agreement, line, recipient, holder, receipt };
      const known = Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined);
      wheres.set(JSON.stringify(known), Object.fromEntries(known));
    }
  }
  return [...wheres.values()].map((where) => ({
    where,
    ...(at?.on === undefined ? {} : { on: at.on }),
    ...(at?.axis === "posting" ? { axis: "posting" } : {}),
    are: accountsOf(books, where, at),
  }));
}

function accountsOf(books: Books, where: Record<string, string>, at: Disagreement["at"]): object {
  const { anslagspost, ...rest } = where;
  const selection: Partial<Place> = {
    ...rest,
    ...(anslagspost === undefined ? {} : { funding: anslagspost }),
  };
  const accounts = new Set(books.lines.flatMap(({ from, to }) => [from.account, to.account]));
  return Object.fromEntries(
    [...accounts].flatMap((account) => {
      const balance = books.balance({ ...selection, account }, at?.on, at?.axis);
      return balance > 0 ? [[account, written(balance)]] : [];
    }),
  );
}
