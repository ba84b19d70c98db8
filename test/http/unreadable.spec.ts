import { connect } from "node:net";
import { type Desk, startDesk } from "./running.ts";

describe("what is no HTTP request", () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(() => desk.close());

  /** What comes back on a connection that says this, until the server hangs up. */
  const said = (bytes: string | Uint8Array): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(desk.url).port), "127.0.0.1");
      const chunks: string[] = [];
      socket.setEncoding("utf8");
      socket.on("data", (chunk: string) => chunks.push(chunk));
      socket.on("close", () => resolve(chunks.join("")));
      socket.on("error", reject);
      socket.write(bytes);
    });

  const host = "Host: 127.0.0.1\r\n";
  it.each<[string, string | Uint8Array, number, string]>([
    ["no HTTP", "hello\r\n\r\n", 400, "malformed-request"],
    ["bytes", new Uint8Array([0x16, 0x03, 0x01, 0x02, 0x00, 0x0d, 0x0a]), 400, "malformed-request"],
    ["a header without a colon", `GET / HTTP/1.1\r\n${host}nonsense\r\n\r\n`, 400, "malformed-request"],
    [
      "a length that is none",
      `POST / HTTP/1.1\r\n${host}Content-Length: x\r\n\r\n`,
      400,
      "malformed-request",
    ],
    [
      "two lengths",
      `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
      "malformed-request",
    ],
    ["no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 421, "wrong-host"],
    ["a method that is none", `BREW / HTTP/1.1\r\n${host}\r\n`, 400, "malformed-request"],
    [
      "headers without end",
      `GET / HTTP/1.1\r\n${host}X: ${"x".repeat(40_000)}\r\n\r\n`,
      431,
      "headers-too-large",
    ],
  ])("is answered with a problem: %s", async (_what, bytes, status, rule) => {
    const [head = "", body = ""] = (await said(bytes)).split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
    expect(head).toMatch(/^content-type: application\/problem\+json/im);
    expect(JSON.parse(body)).toMatchObject({ type: `/problems/${rule}`, status });
    expect((await desk.get("/health/live")).status).toBe(200);
  });
});
