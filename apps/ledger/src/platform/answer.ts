import type { FastifyInstance } from "fastify";
import type { ExpectedRevision, Position } from "#event-store/event-store.ts";

/** A body with what its headers say about it. */
export class Answer {
  constructor(
    readonly body: object,
    readonly about: {
      /** The stream revision that the body was computed from: its ETag. */
      readonly revision?: ExpectedRevision;
      /** The log position up to which the body holds. */
      readonly position?: Position | undefined;
      readonly repeated?: boolean;
      /** Where that which a write began can be read. */
      readonly location?: string | undefined;
    } = {},
  ) {}
}

/**
 * Turns an {@link Answer} into headers and body. A hook of the server and no interceptor: those of the framework wrap
 * every request in observables.
 */
export function sendAnswers(server: FastifyInstance): void {
  server.addHook("preSerialization", ({ method, headers }, reply, answer: unknown, done) => {
    if (!(answer instanceof Answer)) return done(null, answer);
    const { revision, position, repeated, location } = answer.about;
    const tag = typeof revision === "number" ? `"${revision}"` : undefined;
    if (tag !== undefined) reply.header("ETag", tag);
    if (location !== undefined) reply.header("Location", location);
    if (position !== undefined) reply.header("Ledger-Position", String(position));
    if (repeated) reply.header("Idempotent-Replayed", "true");
    reply.header("Cache-Control", "no-store");
    if (method !== "POST" && tag !== undefined && names(headers["if-none-match"], tag)) {
      reply.status(304).removeHeader("Content-Type");
      reply.serializer(() => "");
    }
    done(null, answer.body);
  });
}

/** Whether `If-None-Match` names what the caller would get again (RFC 9110 §13.1.2: compared weakly). */
function names(asked: string | undefined, tag: string): boolean {
  const tags = (asked ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(tag);
}
