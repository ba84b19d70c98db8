import { Controller, Inject } from "@nestjs/common";
import type { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Asking, Read, Write } from "../platform/routes.ts";
import { Writes } from "../platform/writes.ts";
import { type ListAsOfAsked, ListAsOfQuery } from "../reads/as-of-queries.ts";
import { type AsKnown, KnownAt } from "../reads/asked-time.ts";
import { AgreementId, CalendarDay } from "../requests/fields.ts";
import { OfGrant } from "../requests/grant-parts.ts";
import { GRANT, GrantReads } from "./grant-reads.ts";

const tag = "Grants";

class GrantsQuery extends ListAsOfQuery {
  @AgreementId("The agreement.")
  agreement!: string;
}

class GrantQuery extends OfGrant {
  @CalendarDay("The accounts at the end of this day; without it after everything that is recorded.", {
    optional: true,
  })
  effective?: string;

  @KnownAt()
  knownAt?: string;
}

@Controller()
export class GrantsController {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(GrantReads) private readonly reads: GrantReads,
  ) {}

  @Read("api/agreements/:agreement/grants", GrantsQuery, {
    id: "list-grants",
    tag,
    summary: "All grants of an agreement",
    answer: "Grants with all their accounts.",
  })
  all(@Asking() asked: ListAsOfAsked & { agreement: string }): Promise<Answer> {
    return this.reads.all(asked);
  }

  @Read(GRANT, GrantQuery, {
    id: "read-grant",
    tag,
    summary: "One grant: accounts per line, post and holder, and its cases at the desk",
    answer: "The grant.",
  })
  one(@Asking() { agreement, recipient, ...asked }: AsKnown & OfGrant): Promise<Answer> {
    return this.reads.one(agreement, recipient, asked);
  }

  @Write("record-opening-balance", `${GRANT}/opening-balance`, {
    tag,
    summary: "Open a grant that began before the ledger, as it stands on the cut-over day",
    begins: true,
  })
  open(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("reduce-allocation", `${GRANT}/reductions`, {
    tag,
    summary: "Reduce what was allocated",
    begins: true,
  })
  reduce(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("release-funds", `${GRANT}/releases`, {
    tag,
    summary: "Release lapsed or repaid money to the post again",
    begins: true,
  })
  release(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("apply-ruling", `${GRANT}/rulings`, {
    tag,
    summary: "Carry out that a line was ruled lower",
    begins: true,
  })
  applyRuling(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("lapse-due", "api/lapses", { tag, summary: "Let lapse what was not requisitioned in time" })
  lapse(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}
