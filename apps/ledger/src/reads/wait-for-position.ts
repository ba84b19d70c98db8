import { type CanActivate, type ExecutionContext, Inject, Injectable } from "@nestjs/common";
import type { FastifyRequest } from "fastify";
import { given } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";
import { InvalidRequest } from "../requests/read-request.ts";
import { ReadSide } from "./read-side.ts";

const POSITION = /^(0|[1-9]\d{0,15})$/;

/**
 * A read that says `Ledger-Position` waits until the answer can hold for it: whoever got a position from a
 * write, also of another instance, sees that write.
 */
@Injectable()
export class WaitForPosition implements CanActivate {
  constructor(@Inject(ReadSide) private readonly reads: ReadSide) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { method, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const asked = headers["ledger-position"];
    if ((method === "GET" || method === "HEAD") && asked !== undefined) {
      await this.reads.waitFor(readPosition(asked));
    }
    return true;
  }
}

function readPosition(value: string | string[]): number {
  const position = typeof value === "string" && POSITION.test(value) ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(position)) return position;
  throw new InvalidRequest([
    new RuleError(
      "position-format",
      `Ledger-Position must be a log position as an answer gave it, such as 42, not ${given(value)}.`,
      { field: "Ledger-Position" },
    ),
  ]);
}
