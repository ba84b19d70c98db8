import type { Rule } from "./rule-list.ts";

/** More than this says no more than "any request that …". */
const MOST_ROUTES = 12;

/** The text of apps/ledger/src/platform/problem-pages.ts: what GET /problems/{rule} shows. */
export function problemPagesSource(rules: readonly Rule[]): string {
  const pages = [...rules]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, topic, messages, status, routes, files }) => {
      const told = routes.length > MOST_ROUTES ? [`${routes.length} kinds of requests`] : routes;
      return `${JSON.stringify(id)}: ${JSON.stringify({ topic, status, messages, routes: told, files })}`;
    });
  return `// Written by \`npm run docs\` from the code; do not edit it by hand.

/** What is known of a rule that a problem's type names. */
export interface ProblemPage {
  readonly topic: string;
  readonly status: string;
  /** Its sentences; \`{amount}\` stands for what is filled in. */
  readonly messages: readonly string[];
  readonly routes: readonly string[];
  readonly files: readonly string[];
}

export const PROBLEM_PAGES: Readonly<Record<string, ProblemPage>> = {
${pages.join(",\n")},
};
`;
}
