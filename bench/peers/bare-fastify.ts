/**
 * What the product is compared with over HTTP: the same request validated by the same class with class-validator,
 * by Fastify without a framework, without a decision. It stores nothing, or one row for each request.
 */
import "reflect-metadata";
import { validateSync } from "class-validator";
import Fastify from "fastify";
import { PassOn } from "#ledger/requests/payment-requests.ts";
import { fieldsOf } from "#ledger/requests/field.ts";
import { settingsOf } from "../processes.ts";
import { emmettStore } from "./emmett-store.ts";
import { sqliteStore } from "./sqlite-store.ts";

export interface BareSettings {
  readonly store: "none" | "sqlite" | "emmett";
  readonly folder: string;
}

/** Keeps one command as one event; resolves with its revision in the stream when it is on the disk. */
export interface BareStore {
  append(stream: string, commandId: string, command: object): Promise<number>;
  close(): Promise<void>;
}

const STORES: Readonly<Record<BareSettings["store"], (folder: string) => Promise<BareStore>>> = {
  none: async () => ({ append: async () => 0, close: async () => undefined }),
  sqlite: sqliteStore,
  emmett: emmettStore,
};

const { store: kind, folder } = settingsOf<BareSettings>();
const store = await STORES[kind](folder);
const Part = partOf("items");

function partOf(field: string): new () => object {
  const part = fieldsOf(PassOn).get(field)?.nested?.();
  if (part === undefined) throw new Error(`${field} of a passing on is of no class.`);
  return part;
}

/** The shortest way to instances that class-validator checks. */
function dressed(fields: object): PassOn {
  const command = Object.assign(new PassOn(), fields);
  if (Array.isArray(command.items)) {
    command.items = command.items.map((item) => Object.assign(new Part() as typeof item, item));
  }
  return command;
}

const app = Fastify();
app.post("/api/agreements/:agreement/grants/:recipient/transfers-to-holders", async (request, reply) => {
  const command = dressed({ ...(request.body as object), ...(request.params as object) });
  const errors = validateSync(command, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) return reply.status(400).send({ errors: errors.map(({ property }) => property) });
  const key = `${String(request.headers["ledger-actor"])}/${String(request.headers["idempotency-key"])}`;
  const stream = `grant-${command.agreement}.${command.recipient}`;
  const revision = await store.append(stream, key, command);
  return reply.status(201).send({ stream, revision });
});
await app.listen({ port: 0, host: "127.0.0.1" });
const address = app.server.address();
if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${address.port}` })}\n`);
process.once("SIGTERM", () => {
  void app
    .close()
    .then(() => store.close())
    .then(() => process.exit(0));
});
