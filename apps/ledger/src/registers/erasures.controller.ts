import { Controller, Inject } from "@nestjs/common";
import { Answer } from "../platform/answer.ts";
import { Asking, Read } from "../platform/routes.ts";
import { ErasuresQuery } from "./register-requests.ts";
import { Registers } from "./registers.ts";
import type { PageAsked } from "./store/entries.ts";

@Controller()
export class ErasuresController {
  constructor(@Inject(Registers) private readonly registers: Registers) {}

  @Read("api/erasures", ErasuresQuery, {
    id: "list-erasures",
    tag: "Erasures",
    summary: "What was erased: to be done again after an older backup has been put back",
    answer: "Ids with day, actor and reason, and nothing else.",
  })
  async all(@Asking() asked: PageAsked): Promise<Answer> {
    const { entries: erasures, next } = await this.registers.erasures(asked);
    return new Answer({ erasures, next });
  }
}
