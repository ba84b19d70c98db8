import { once } from "node:events";
import { createServer } from "node:http";
import { type Socket, connect } from "node:net";
import { cutConnections } from "#ledger/platform/closing.ts";
import { startServer } from "#ledger/serve.ts";
import { type Desk, clientOf, startDesk } from "./running.ts";

const asked = (path: string, ...headers: string[]): string =>
  [
    `POST ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Ledger-Actor: anna",
    "Idempotency-Key: half",
    ...headers,
    "\r\n",
  ].join("\r\n");
const upload = (...headers: string[]): string =>
  asked("/api/attachments", "Content-Type: application/pdf", "Attachment-File-Name: a.pdf", ...headers);
const mebibyte = `100000\r\n${"x".repeat(0x100000)}\r\n`;

/** Connects and says this; ready when it is said. */
async function saying(url: string, text: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  // Whoever is cut off may be told so as an error.
  socket.on("error", () => undefined);
  await once(socket, "connect");
  await new Promise((resolve) => socket.write(text, resolve));
  return socket;
}

describe("a server that closes", () => {
  // That it ends at all is the claim: each of these kept it open for as long as the client liked.
  it.each<[string, string]>([
    ["says nothing", ""],
    ["has begun a header", "GET /api/ev"],
    [
      "has begun a body",
      `${asked("/api/parties", "Content-Type: application/json", "Content-Length: 100")}{`,
    ],
    ["has begun a file of a known length", `${upload("Content-Length: 1000")}abc`],
    ["has begun a file of any length", `${upload("Transfer-Encoding: chunked")}3\r\nabc\r\n`],
    ["goes on with a file that is refused", `${upload("Transfer-Encoding: chunked")}${mebibyte.repeat(26)}`],
    ["announces a file that is refused", `${upload("Content-Length: 100000000")}abc`],
    ["has begun a bulk", asked("/api/bulk", "Content-Type: application/x-ndjson", "Content-Length: 100")],
    [
      "has begun a body that nobody asked for",
      "GET /health/live HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 9\r\n\r\n",
    ],
  ])(
    "does not wait for a client that %s",
    async (_what, text) => {
      const desk = await startDesk();
      const socket = await saying(desk.url, text);
      const gone = once(socket.resume(), "close");
      expect((await desk.get("/health/live")).status).toBe(200);
      await desk.close();
      await gone;
    },
    20_000,
  );

  it("has written what it answered; what it did not answer is there once or not at all", async () => {
    const desk = await startDesk();
    const server = await startServer({ ...desk, port: 0 });
    const closing = clientOf(server.url);
    const write = ({ post }: Pick<Desk, "post">, number: number): Promise<number> =>
      post(
        "/api/parties",
        { party: `p-${number}`, kind: "agency", name: "P", names: [{ name: "P", from: "2019-01-01" }] },
        { "Idempotency-Key": `p-${number}` },
      ).then(
        ({ status }) => status,
        () => 0,
      );
    const parties = Array.from({ length: 100 }, (_, number) => number);
    const writes = parties.map((number) => write(closing, number));
    // The first answer tells that the others are on their way.
    await Promise.race(writes);
    await server.close();
    const statuses = await Promise.all(writes);
    expect([...new Set(statuses)].filter((status) => status !== 0)).toEqual([201]);
    const answered = parties.filter((number) => statuses[number] === 201);
    for (const number of answered) expect((await desk.get(`/api/parties/p-${number}`)).status).toBe(200);
    // The repeat of all gives each its first answer, and one event.
    for (const number of parties) expect(await write(desk, number)).toBe(201);
    expect(await desk.events()).toBe(parties.length);
    await desk.close();
  });

  it("does not wait for ever for an answer either, nor for who does not read it", async () => {
    const server = createServer((request, response) => {
      // One is never answered, the other is answered for ever.
      if (request.url === "/endless") response.write("x".repeat(50_000_000));
    });
    const close = cutConnections(server, { forRequests: 1, forAnswers: 1 });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    for (const path of ["/never", "/endless"]) {
      const asking = once(server, "request");
      await saying(url, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await asking;
    }
    const closed = once(server, "close");
    server.close();
    close();
    await closed;
  });
});
