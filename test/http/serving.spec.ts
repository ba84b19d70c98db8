import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { ServerNotStarted, startServer } from "#ledger/serve.ts";
import { request } from "node:http";
import { type Desk, startDesk } from "./running.ts";

const clock = { now: (): string => "2022-12-01T10:00:00.000Z" };

describe("the server", () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await startDesk();
  });
  afterEach(() => desk.close());

  it.each(["0.0.0.0", "::", "192.168.1.10", "example.org", ""])("is not served on %p", async (host) => {
    await expect(startServer({ ...desk, port: 0, host })).rejects.toThrow(ServerNotStarted);
  });

  it("is served on localhost by that name, which is 127.0.0.1", async () => {
    const server = await startServer({ ...desk, port: 0, host: "localhost" });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    await server.close();
  });

  it("leads from its root to the page that shows the API", async () => {
    const root = await fetch(`${desk.url}/`, { redirect: "manual" });
    expect([root.status, root.headers.get("location")]).toEqual([302, "/docs"]);
    const [page, withSlash] = [await desk.get("/docs"), await desk.get("/docs/")];
    expect(withSlash.status).toBe(200);
    expect(withSlash.body).toEqual(page.body);
  });

  it("says that a port is taken, and what to do", async () => {
    const port = Number(new URL(desk.url).port);
    await expect(startServer({ ...desk, port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken: stop what listens there, or choose another port.`,
    );
  });

  it("answers no page that gave this machine a name of its own", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${desk.url}/api/balances`, { headers: { Host: "evil.example:80" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(421);
  });

  it("is live and ready while its log answers", async () => {
    expect((await desk.get("/health/live")).body).toEqual({ status: "live" });
    expect((await desk.get("/health/ready")).body).toEqual({
      status: "ready",
      missing: [],
      readModel: { position: -1 },
    });
  });

  it("shows its API without anything from elsewhere", async () => {
    const page = await desk.get("/docs");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    const html = String(page.body["text"]);
    expect(html).not.toMatch(/https?:/);
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? "");
    expect(links).toHaveLength(4);
    for (const link of links) expect([link, (await desk.get(link)).status]).toEqual([link, 200]);
  });

  it("stops taking requests when it is closed, and leaves the ledger open", async () => {
    const server = await startServer({ ...desk, port: 0 });
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    await server.close();
    await expect(fetch(`${server.url}/health/live`)).rejects.toThrow();
    expect((await desk.get("/health/ready")).status).toBe(200);
  });
});

describe("the server when the log is gone", () => {
  let lines: string[];
  let written: typeof process.stderr.write;

  // What goes to the log is looked at here, and not shown in the run of the tests.
  beforeEach(() => {
    lines = [];
    written = process.stderr.write.bind(process.stderr);
    process.stderr.write = (line: string | Uint8Array): boolean => lines.push(String(line)) > 0;
  });
  afterEach(() => {
    process.stderr.write = written;
  });

  it("says so with 503 and when to come back, and not what is inside", async () => {
    const store = new MemoryEventStore({ clock });
    const desk = await startDesk(store);
    try {
      await store.close();
      const write = await desk.post("/api/closings", { through: "2021-12-31" });
      expect(write.status).toBe(503);
      expect(Number(write.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(JSON.stringify(write.body)).not.toMatch(/at .*\.ts/);
      const ready = await desk.get("/health/ready");
      expect(ready.status).toBe(503);
      expect(ready.body["missing"]).toContain("log");
    } finally {
      await desk.close();
    }
  });

  it("answers a defect with a problem that says nothing about the inside, and notes it", async () => {
    class Broken extends MemoryEventStore {
      override append(): never {
        throw new TypeError("secret inside");
      }
    }
    const desk = await startDesk(new Broken({ clock }));
    try {
      const reply = await desk.post("/api/closings", { through: "2021-12-31" });
      expect(reply.status).toBe(500);
      expect(reply.body).toMatchObject({ type: "/problems/internal-error" });
      expect(JSON.stringify(reply.body)).not.toContain("secret");
      expect(lines.join("")).toContain("secret inside");
    } finally {
      await desk.close();
    }
  });
});
