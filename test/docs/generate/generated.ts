import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { playEverything } from "./cases-played.ts";
import { domainPage } from "./domain-page.ts";
import { problemPagesSource } from "./problem-pages-source.ts";
import { rulesOf } from "./rule-list.ts";
import { ROOT } from "./sources.ts";
import { notShown, transfersSeen, withoutMoney } from "./transfer-rows.ts";

/** Files that `npm run docs` writes, by their path from the project's root. */
export interface Generated {
  readonly files: ReadonlyMap<string, string>;
  /** Money events that neither a case nor the demo has shown: the table would lack them. */
  readonly notShown: readonly string[];
  readonly rules: readonly string[];
  /** Rules that a case expects and the code does not have. */
  readonly unknownRules: readonly string[];
}

export async function generate(): Promise<Generated> {
  const { events, refusals } = await playEverything();
  const rules = rulesOf(refusals);
  const ids = rules.map(({ id }) => id);
  const facts = { transfers: transfersSeen(events), withoutMoney: withoutMoney(), rules };
  const files = new Map<string, string>();
  for (const [path, text] of [
    ["docs/domain.md", domainPage(facts)],
    ["apps/ledger/src/platform/problem-pages.ts", problemPagesSource(rules)],
  ] as const) {
    const filepath = join(ROOT, path);
    files.set(path, await format(text, { ...(await resolveConfig(filepath)), filepath }));
  }
  return {
    files,
    notShown: notShown(events),
    rules: ids,
    unknownRules: [...refusals.keys()].filter((rule) => !ids.includes(rule)),
  };
}
