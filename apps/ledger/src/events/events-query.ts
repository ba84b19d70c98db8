import { TRANSFER_TABLE } from "#domain/transfers.ts";
import { WholeNumber } from "../balances/queries.ts";
import { readActor } from "../requests/actor.ts";
import { Field } from "../requests/field.ts";
import { AgreementId, AnslagKey, Choice, Id, Slug, Text } from "../requests/fields.ts";
import { Stream } from "../requests/register-requests.ts";

export const MOST_EVENTS = 1_000;
const optional = { optional: true };

export class EventsQuery {
  @Stream("Only this stream.", "grant-sjsv-2022.skr", true)
  stream?: string;

  @AgreementId("Only this agreement and its grants; with a recipient this grant alone.", optional)
  agreement?: string;

  @Slug("Only grants of this recipient.", "skr", optional)
  recipient?: string;

  @AnslagKey("Only this anslagspost.", optional)
  anslagspost?: string;

  @Id("Only this receipt.", "BG-20230415-0042", optional)
  receipt?: string;

  @Slug("Only what is registered of this party.", "skr", optional)
  party?: string;

  @Choice("Only events of this kind.", Object.keys(TRANSFER_TABLE), optional)
  type?: string;

  @Field({
    description: "Only what this actor did.",
    schema: { type: "string", maxLength: 64 },
    example: "handlaggare-1",
    read: readActor,
    optional: true,
    list: false,
  })
  actor?: string;

  @Text("Only what came of this command: actor, slash, Idempotency-Key.", "anna/bank-42", {
    ...optional,
    most: 300,
  })
  command?: string;

  @Id("Only the entry with this event id.", "0b5e0f0a-8a8f-5d0c-9a51-0d8d2c1f0a11", optional)
  entry?: string;

  @WholeNumber("Events after this log position: the last answer's `next`.", "0", 0, Number.MAX_SAFE_INTEGER)
  after?: string;

  @WholeNumber("At most this many.", "100", 1, MOST_EVENTS)
  limit?: string;
}
