import { createHmac, randomBytes } from "node:crypto";
import type { Kysely, Transaction } from "kysely";
import { canonicalJson } from "#event-store/canonical-json.ts";
import { CommandIdReused } from "#event-store/command-errors.ts";
import { type Kind, erasedEntry } from "./register-errors.ts";
import type { RegisterTables } from "./tables.ts";

/** Who asks, under which name, and on which version. */
export interface RegisterAsker {
  readonly actor: string;
  /** The client and its idempotency key. */
  readonly commandId: string;
  /** The version that the caller saw (`If-Match`). */
  readonly expectedVersion?: number;
}

/** What a write did, as it is told at once and to whoever repeats it. */
export interface Done<Body extends object = object> {
  /** The id of what was written. */
  readonly subject: string;
  readonly version: number;
  /** Something was begun, rather than found or changed. */
  readonly begun: boolean;
  readonly body: Body;
}

export interface Told<Body extends object = object> extends Done<Body> {
  readonly repeated: boolean;
}

/**
 * Carries out a write once: a repeat gets the first answer, another request under the same key is refused,
 * as in the ledger. The key is kept as a keyed hash only, since a client may have put a name into it, and the
 * fingerprint under a random key of its own: nobody who guesses a name can confirm it by them.
 *
 * @throws CommandIdReused, RuleError `…-erased` when what the request was about is erased
 */
export async function once<Body extends object>(
  trx: Transaction<RegisterTables>,
  asker: RegisterAsker,
  request: object,
  write: () => Promise<Done<Body>>,
): Promise<Told<Body>> {
  const { value: secret } = await trx
    .selectFrom("secrets")
    .select("value")
    .where("name", "=", "commands")
    .executeTakeFirstOrThrow();
  const id = keyed(secret, asker.commandId);
  const first = await trx.selectFrom("commands").selectAll().where("id", "=", id).executeTakeFirst();
  if (first) {
    const { fingerprint_key, fingerprint, answer, subject } = first;
    if (fingerprint_key === null || answer === null) throw erasedEntry(kindOf(subject));
    if (keyed(fingerprint_key, canonicalJson(request)) !== fingerprint) {
      throw new CommandIdReused(asker.commandId, "the register");
    }
    return { ...(JSON.parse(answer) as Done<Body>), repeated: true };
  }
  const done = await write();
  const key = randomBytes(32).toString("hex");
  await trx
    .insertInto("commands")
    .values({
      id,
      subject: done.subject,
      fingerprint_key: key,
      fingerprint: keyed(key, canonicalJson(request)),
      answer: JSON.stringify(done),
    })
    .execute();
  return { ...done, repeated: false };
}

/** Nothing that was said in writing about these is kept; that the keys were used is. */
export async function forget(db: Kysely<RegisterTables>, subjects: readonly string[]): Promise<void> {
  await db
    .updateTable("commands")
    .set({ fingerprint_key: null, fingerprint: null, answer: null })
    .where("subject", "in", subjects)
    .execute();
}

function keyed(key: string, text: string): string {
  return createHmac("sha256", Buffer.from(key, "hex")).update(text).digest("hex");
}

export function kindOf(id: string): Kind {
  if (id.startsWith("person-")) return "person";
  return id.startsWith("contact-") ? "contact" : "attachment";
}
