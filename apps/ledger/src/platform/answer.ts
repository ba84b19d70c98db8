import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from "@nestjs/common";
import type { FastifyReply } from "fastify";
import { type Observable, map } from "rxjs";
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
      /** The caller's `If-None-Match`: a body that they hold already is not sent again. */
      readonly held?: string | undefined;
    } = {},
  ) {}
}

/** Turns an {@link Answer} into headers and body. */
@Injectable()
export class AnswerHeaders implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((answer: unknown) => {
        if (!(answer instanceof Answer)) return answer;
        const { revision, position, repeated, held } = answer.about;
        if (typeof revision === "number") reply.header("ETag", `"${revision}"`);
        if (position !== undefined) reply.header("Ledger-Position", String(position));
        if (repeated) reply.header("Idempotent-Replayed", "true");
        reply.header("Cache-Control", "no-store");
        if (typeof revision !== "number" || !isHeld(held, `"${revision}"`)) return answer.body;
        reply.status(304);
        return undefined;
      }),
    );
  }
}

/** RFC 9110 §13.1.2: a list of tags, compared weakly, or `*` for whatever there is. */
function isHeld(held: string | undefined, tag: string): boolean {
  const tags = (held ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(tag);
}
