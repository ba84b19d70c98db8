import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { closeAll } from "#event-store/close-all.ts";
import { AppModule } from "./app.module.ts";
import { takeLines } from "./bulk/bulk-route.ts";
import { systemClock } from "./data-folder/system-clock.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { committedDescription } from "./openapi/committed.ts";
import { examplesIn, withExamples } from "./openapi/examples.ts";
import { type Registers, unkeptRegisters } from "./registers/registers.ts";
import { sendAnswers } from "./platform/answer.ts";
import { cutConnections } from "./platform/closing.ts";
import { serveDocs } from "./platform/docs.ts";
import { serveProblems } from "./platform/serve-problems.ts";
import { readJsonBodies } from "./platform/json-body.ts";
import { log } from "./platform/log.ts";
import { noteRoutes } from "./platform/methods.ts";
import { describeApi } from "./platform/openapi.ts";
import { sendProblem } from "./platform/problem-filter.ts";
import { mustSayOnce } from "./platform/said-once.ts";
import { answerUnreadable } from "./platform/socket-problems.ts";
import { ReadSide } from "./reads/read-side.ts";

/** Bytes: an agreement document is some ten thousand. */
const LARGEST_BODY = 1_048_576;

/** Milliseconds in which nothing goes over a connection, either way; then it is cut. */
const LONGEST_SILENCE = 300_000;

/** Only this machine: there is no sign-in yet, so nobody else may reach the ledger. */
const LOOPBACK: ReadonlyMap<string, string> = new Map([
  ["127.0.0.1", "127.0.0.1"],
  ["::1", "::1"],
  // By its name without asking the resolver, which could send it elsewhere.
  ["localhost", "127.0.0.1"],
]);
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** The server cannot start; the message says why and what to do. */
export class ServerNotStarted extends Error {
  override readonly name = "ServerNotStarted";
}

class WrongHost extends Error {
  override readonly name = "WrongHost";
  readonly statusCode = 421;
}

export interface ServerOptions {
  readonly ledger: Ledger;
  /** Its read model; one in memory if not given. It is its owner's to close, as the ledger is. */
  readonly reads?: ReadSide;
  /** Its registers; some that are kept nowhere if not given. They are their owner's to close. */
  readonly registers?: Registers;
  /** 0 takes any free one. */
  readonly port: number;
  /** `127.0.0.1` if not given, or `localhost`, which means the same. */
  readonly host?: string;
}

export interface RunningServer {
  /** `http://127.0.0.1:8790`, without a slash at the end. */
  readonly url: string;
  /** Lets requests under way finish. Ledger and registers stay open: they are their owner's to close. */
  close(): Promise<void>;
}

/**
 * Serves a ledger over HTTP on this machine.
 *
 * @throws ServerNotStarted when the host is not a loopback address, or the port is taken or not permitted
 */
export async function startServer({
  ledger,
  registers,
  reads,
  port,
  host: asked = "127.0.0.1",
}: ServerOptions): Promise<RunningServer> {
  const host = LOOPBACK.get(asked);
  if (host === undefined) {
    throw new ServerNotStarted(
      `The ledger is served on this machine only: the host must be 127.0.0.1, ::1 or localhost, not ${asked}. Put a proxy that signs people in before it to reach it from elsewhere.`,
    );
  }
  const [servedReads, servedRegisters] = [
    reads ?? (await ReadSide.over(ledger)),
    registers ?? (await unkeptRegisters(systemClock)),
  ];
  const app = await createApp(ledger, servedReads, servedRegisters);
  const close = (): Promise<void> =>
    closeAll(
      () => app.close(),
      () => (reads === undefined ? servedReads.close() : undefined),
      () => (registers === undefined ? servedRegisters.close() : undefined),
    );
  try {
    await app.listen(port, host);
  } catch (error) {
    await close();
    throw notStarted(error, host, port);
  }
  const address = app.getHttpServer().address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    close,
  };
}

/** The whole service without a port, for the API's description and for {@link startServer}. */
export async function createApp(
  ledger: Ledger,
  reads: ReadSide,
  registers: Registers,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: LARGEST_BODY,
    // Refused below with a problem, like any other wrong Host.
    http: { requireHostHeader: false },
    connectionTimeout: LONGEST_SILENCE,
    // Who asks while the server closes is answered like anybody, as long as it is there.
    return503OnClosing: false,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(request, reply, error),
    clientErrorHandler: answerUnreadable,
    routerOptions: { maxParamLength: 500 },
  });
  const server = adapter.getInstance<FastifyInstance>();
  const cut = cutConnections(server.server);
  server.addHook("preClose", async () => cut());
  noteRoutes(server);
  readJsonBodies(server);
  sendAnswers(server);
  takeLines(server);
  server.addHook("onRequest", async (request, reply) => {
    reply.header("X-Content-Type-Options", "nosniff");
    // A page elsewhere can point a name of its own at this machine; it cannot choose the Host header's name.
    // An address that names a host itself counts more than the header (RFC 9112 §3.2.2).
    const [, named = request.host] = /^https?:\/\/([^/?#]*)/i.exec(request.raw.url ?? "") ?? [];
    for (const host of [request.host, named]) {
      if (!LOOPBACK_NAMES.has(host.replace(/:\d+$/, "").toLowerCase())) {
        throw new WrongHost("The Host header must name this machine: 127.0.0.1, [::1] or localhost.");
      }
    }
    mustSayOnce(request.raw);
  });
  server.addHook("onResponse", async (request, { statusCode, elapsedTime }) => {
    log({
      level: "info",
      method: request.method,
      url: notedUrl(request, statusCode),
      status: statusCode,
      milliseconds: Math.round(elapsedTime),
    });
  });
  const around = AppModule.around(ledger, reads, registers);
  const app = await NestFactory.create<NestFastifyApplication>(around, adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  serveDocs(server, () => {
    const committed = committedDescription();
    const described = describeApi(app);
    return committed === undefined ? described : withExamples(described, examplesIn(committed));
  });
  serveProblems(server);
  await app.init();
  return app;
}

/**
 * The path that was asked for, without its query. Of a path that was refused, only the route: anything may stand in
 * it, also a name that should have been in the registers.
 */
function notedUrl({ url, routeOptions }: FastifyRequest, status: number): string | null {
  return status < 400 ? (url.split("?", 1)[0] ?? "") : (routeOptions.url ?? null);
}

function notStarted(error: unknown, host: string, port: number): Error {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE") {
    return new ServerNotStarted(
      `Port ${port} on ${host} is taken: stop what listens there, or choose another port.`,
      {
        cause: error,
      },
    );
  }
  if (code === "EACCES") {
    return new ServerNotStarted(
      `Port ${port} is not permitted for this user: choose one from 1024 to 65535.`,
      {
        cause: error,
      },
    );
  }
  if (code === "EADDRNOTAVAIL") {
    return new ServerNotStarted(`This machine has no address ${host}: choose the other loopback address.`, {
      cause: error,
    });
  }
  return error instanceof Error ? error : new ServerNotStarted(String(error));
}
