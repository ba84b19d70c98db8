import { Controller, Inject } from "@nestjs/common";
import { keyStream } from "#domain/accounts.ts";
import { distributionKey } from "#domain/distribution-keys/distribution-key.ts";
import { RuleError } from "#domain/rule-error.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Asking, Read, Write } from "../platform/routes.ts";
import { inWireForm } from "../platform/wire-form.ts";
import { Writes } from "../platform/writes.ts";
import { Slug } from "../requests/fields.ts";

const tag = "Distribution keys";

class OfKey {
  @Slug("The key.", "population-2022")
  key!: string;
}

@Controller()
export class DistributionKeysController {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(Ledger) private readonly ledger: Ledger,
  ) {}

  @Read("api/distribution-keys/:key", OfKey, {
    id: "read-distribution-key",
    tag,
    summary: "One key: its day and its weights",
    answer: "The key.",
  })
  async one(@Asking() { key }: OfKey): Promise<Answer> {
    const { state, revision } = await this.ledger.read(keyStream(key), distributionKey);
    if (!state.key) {
      throw new RuleError("distribution-key-unknown", `No distribution key ${key} is registered.`, {
        field: "key",
        figures: { key },
      });
    }
    return new Answer(inWireForm(state.key) as object, { revision });
  }

  @Write("register-distribution-key", "api/distribution-keys", {
    tag,
    summary: "Register weights to split by",
    begins: true,
  })
  register(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}
