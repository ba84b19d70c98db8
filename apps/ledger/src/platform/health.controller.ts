import { Controller, Get, HttpCode, Inject, Res } from "@nestjs/common";
import { ApiOperation, ApiResponse } from "@nestjs/swagger";
import type { FastifyReply } from "fastify";
import { Ledger } from "../ledger/ledger.ts";
import { ReadSide } from "../reads/read-side.ts";
import { log } from "./log.ts";

@Controller("health")
export class HealthController {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(ReadSide) private readonly reads: ReadSide,
  ) {}

  @Get("live")
  @HttpCode(200)
  @ApiOperation({ operationId: "check-live", summary: "Whether the process answers", tags: ["Health"] })
  @ApiResponse({ status: 200, description: "It does." })
  live(): object {
    return { status: "live" };
  }

  @Get("ready")
  @ApiOperation({ operationId: "check-ready", summary: "Whether requests can be taken", tags: ["Health"] })
  @ApiResponse({ status: 200, description: "They can." })
  @ApiResponse({ status: 503, description: "They cannot; `missing` says what is." })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const missing: string[] = [];
    if (this.ledger.stopped) missing.push("projection");
    if (!(await this.logAnswers())) missing.push("log");
    const { position, stopped, trouble, caughtUp } = this.reads.state;
    if (stopped !== undefined || trouble !== undefined || !caughtUp) missing.push("read model");
    if (missing.length > 0) void reply.status(503).header("Retry-After", "5");
    // Why it stopped names an event and a rule, never what stands in the event.
    const why = stopped?.message ?? trouble?.message;
    return {
      status: missing.length === 0 ? "ready" : "not ready",
      missing,
      readModel: { position, ...(why === undefined ? {} : { stopped: why }) },
    };
  }

  private async logAnswers(): Promise<boolean> {
    try {
      for await (const { position } of this.ledger.store.readAll({ limit: 1 })) return position >= 0;
      return true;
    } catch (error) {
      log({ level: "error", check: "ready", error });
      return false;
    }
  }
}
