import type { FastifyInstance } from "fastify";
import { RuleError } from "#domain/rule-error.ts";
import { nearestWord } from "#domain/agreements/did-you-mean.ts";
import { sendProblem } from "./problem-filter.ts";
import { PROBLEM_PAGES, type ProblemPage } from "./problem-pages.ts";

/** Pages of text: they run nothing and load nothing. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

const IDS = Object.keys(PROBLEM_PAGES);

/**
 * Serves a page for what each problem's `type` names, and a list of them all, so that whoever is refused can
 * look up by what. They hold what stands in the code: nothing of anybody's data.
 */
export function serveProblems(server: FastifyInstance): void {
  for (const path of ["/problems", "/problems/"]) {
    server.get(path, async (_request, reply) => {
      return reply
        .header("Content-Security-Policy", POLICY)
        .type("text/html; charset=utf-8")
        .send(listPage());
    });
  }
  server.get<{ Params: { rule: string } }>("/problems/:rule", async (request, reply) => {
    const { rule } = request.params;
    const page = pageOf(rule);
    if (page === undefined) {
      sendProblem(request, reply, unknownRule(rule));
      return reply;
    }
    const html = rulePage(rule, page);
    return reply.header("Content-Security-Policy", POLICY).type("text/html; charset=utf-8").send(html);
  });
}

/** Of the rules that end in a word of their case (`http-{status}`) one page shows all. */
function pageOf(rule: string): ProblemPage | undefined {
  if (Object.hasOwn(PROBLEM_PAGES, rule)) return PROBLEM_PAGES[rule];
  const pattern = IDS.find((id) => id.includes("{") && rule.startsWith(id.slice(0, id.indexOf("{"))));
  return pattern === undefined ? undefined : PROBLEM_PAGES[pattern];
}

function unknownRule(rule: string): RuleError {
  const near = nearestWord(rule, IDS);
  const hint = near === undefined ? "" : ` (did you mean ${near}?)`;
  return new RuleError("problem-unknown", `No rule has this name${hint}; /problems lists them all.`, {
    field: "rule",
    ...(near === undefined ? {} : { figures: { near } }),
  });
}

function listPage(): string {
  const topics = [...Map.groupBy(IDS, (id) => PROBLEM_PAGES[id]?.topic ?? "")];
  const lists = topics
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([topic, ids]) => `<h2>${escaped(topic)}</h2>\n<ul>\n${ids.map(listItem).join("\n")}\n</ul>`);
  return html(
    "Problems",
    `<p>The rules that the ledger refuses by: a problem's <code>type</code> is <code>/problems/</code> and one of
these. What stands in braces is filled in.</p>\n${lists.join("\n")}`,
  );
}

function listItem(id: string): string {
  const [message = ""] = PROBLEM_PAGES[id]?.messages ?? [];
  return `<li><a href="/problems/${encodeURIComponent(id)}">${escaped(id)}</a> ${escaped(message)}</li>`;
}

function rulePage(rule: string, { topic, status, messages, routes, files }: ProblemPage): string {
  const parts = [
    `<p>${escaped(topic)}. Status: ${escaped(status)}.</p>`,
    section("It says", messages, escaped),
    section("Requests whose decision can end here", routes, code),
    section("Where the rule is", files, code),
    `<p>All rules with the cases that show them: <code>docs/domain.md</code>; what a problem holds:
<code>docs/http.md</code>. <a href="/problems">All problems</a>, <a href="/docs">the API</a>.</p>`,
  ];
  return html(rule, parts.filter((part) => part !== "").join("\n"));
}

function section(title: string, lines: readonly string[], shown: (line: string) => string): string {
  if (lines.length === 0) return "";
  return `<h2>${title}</h2>\n<ul>\n${lines.map((line) => `<li>${shown(line)}</li>`).join("\n")}\n</ul>`;
}

const code = (text: string): string => `<code>${escaped(text)}</code>`;

function html(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    <style>body { font: 16px/1.5 sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem } li { margin: 0.3rem 0 }</style>
  </head>
  <body>
<h1>${escaped(title)}</h1>
${body}
  </body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? "");
}
