import { Controller, Inject } from "@nestjs/common";
import type { FundingKey } from "#domain/appropriations/funding-key.ts";
import type { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Asking, Read, Write } from "../platform/routes.ts";
import { Writes } from "../platform/writes.ts";
import type { AsKnown } from "../reads/asked-time.ts";
import { AsKnownQuery, type ListAsOfAsked, ListAsOfQuery } from "../reads/as-of-queries.ts";
import { AnslagKey } from "../requests/fields.ts";
import { AppropriationReads } from "./appropriation-reads.ts";

const tag = "Appropriations";
const POST = "api/appropriations/:anslagspost";

class PostQuery extends AsKnownQuery {
  @AnslagKey()
  anslagspost!: string;
}

@Controller()
export class AppropriationsController {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(AppropriationReads) private readonly reads: AppropriationReads,
  ) {}

  @Read("api/appropriations", ListAsOfQuery, {
    id: "list-appropriations",
    tag,
    summary: "All posts",
    answer: "Posts with all their accounts.",
  })
  all(@Asking() asked: ListAsOfAsked): Promise<Answer> {
    return this.reads.all(asked);
  }

  @Read(POST, PostQuery, {
    id: "read-appropriation",
    tag,
    summary: "One post: its accounts and its room per line",
    answer: "The post.",
  })
  one(@Asking() { funding, ...asked }: AsKnown & { funding: FundingKey }): Promise<Answer> {
    return this.reads.one(funding, asked);
  }

  @Write("grant-appropriation", `${POST}/grants`, {
    tag,
    summary: "Register what a decision grants",
    begins: true,
  })
  grant(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("adjust-appropriation", `${POST}/adjustments`, {
    tag,
    summary: "Register a changed grant",
    begins: true,
  })
  adjust(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("move-appropriation", "api/appropriations/:from/moves", {
    tag,
    summary: "Move to another post",
    begins: true,
  })
  move(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("withdraw-appropriation", `${POST}/withdrawals`, {
    tag,
    summary: "Register a withdrawal",
    begins: true,
  })
  withdraw(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("close-year", `${POST}/year-end`, {
    tag,
    summary: "Close the year: carry over and withdraw the rest",
  })
  closeYear(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("reduce-line-funding", `${POST}/line-funding-reductions`, {
    tag,
    summary: "Lower what the post carries of a line",
  })
  reduceLineFunding(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("allocate", `${POST}/allocations`, {
    tag,
    summary: "Allocate a line's money to its recipients, by amounts that were decided",
    begins: true,
  })
  allocate(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("distribute", `${POST}/distributions`, {
    tag,
    summary: "Allocate a line's money by a rule: equally, or by a key",
    begins: true,
  })
  distribute(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}
