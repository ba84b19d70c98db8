import { PROBLEM_PAGES } from "#ledger/platform/problem-pages.ts";
import { type Desk, startDesk } from "./running.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

const text = async (path: string): Promise<{ status: number; headers: Headers; text: string }> => {
  const response = await fetch(`${desk.url}${path}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe("what a problem's type names", () => {
  it("is a page for every rule, which says its sentence and where it is", async () => {
    const rules = Object.entries(PROBLEM_PAGES);
    expect(rules.length).toBeGreaterThan(250);
    for (const [rule, { files }] of rules) {
      const page = await text(`/problems/${encodeURIComponent(rule)}`);
      expect({ rule, status: page.status }).toEqual({ rule, status: 200 });
      expect(page.text).toContain(`<h1>${rule}</h1>`);
      for (const file of files) expect(page.text).toContain(`<code>${file}</code>`);
    }
  });

  it("is where a refusal points", async () => {
    const refusal = await desk.get("/api/agreements/nowhere");
    expect(refusal.body.type).toBe("/problems/agreement-unknown");
    const page = await text(String(refusal.body.type));
    expect(page.text).toContain("No agreement {id} is registered.");
    expect(page.text).toContain("404 where the address names it");
  });

  it("names the requests whose decision can end there", async () => {
    const { text: page } = await text("/problems/same-person");
    const routes = [...page.matchAll(/<code>POST ([^<]+)<\/code>/g)].map(([, route]) =>
      route?.split("/").slice(-3).join("/"),
    );
    expect(routes.sort()).toEqual([
      "cost-reports/{reportId}/approval",
      "disbursements/{disbursementId}/approval",
      "requisitions/{requisitionId}/approval",
    ]);
  });

  it("is listed with all others, on a page that runs and loads nothing", async () => {
    const list = await text("/problems");
    for (const rule of Object.keys(PROBLEM_PAGES)) {
      expect(list.text).toContain(`href="/problems/${encodeURIComponent(rule)}"`);
    }
    expect(list.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(list.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(list.text).not.toContain("<script");
  });

  it("holds sentences of the code as text, not as a page's own marks", async () => {
    const quoted = await text("/problems/amount-format");
    expect(quoted.text).toContain("such as &quot;172500000.00&quot;");
  });

  it("of a rule whose end varies is one page for all", async () => {
    expect((await text("/problems/http-418")).text).toContain("<h1>http-418</h1>");
  });

  it("is not found for another word, which is not repeated in a page", async () => {
    const refusal = await desk.get("/problems/same-persn");
    expect(refusal.status).toBe(404);
    expect(refusal.body).toMatchObject({
      type: "/problems/problem-unknown",
      detail: "No rule has this name (did you mean same-person?); /problems lists them all.",
      figures: { near: "same-person" },
    });
    expect((await text("/problems/%3Cscript%3E")).text).not.toContain("<script>");
    expect((await text("/problems/toString")).status).toBe(404);
  });
});
