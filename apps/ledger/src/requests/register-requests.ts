import { DocumentError } from "#domain/agreements/document-error.ts";
import {
  type DistributionKey,
  readDistributionKey,
} from "#domain/distribution-keys/distribution-key-file.ts";
import { kindOf } from "#domain/ledger-command.ts";
import { PARTY_KINDS, type PartyKind } from "#domain/parties/party-file.ts";
import { RuleError } from "#domain/rule-error.ts";
import { CalendarDay, Choice, Document, Id, Nested, OrgNumber, Slug, Text } from "./fields.ts";
import { Field } from "./field.ts";

class OfParty {
  @Slug("The party.", "skr")
  party!: string;
}

class NameFrom {
  @Text("The name.", "Sveriges Kommuner och Regioner", { most: 200 })
  name!: string;

  @CalendarDay("The day on which it began.", { example: "2019-11-27" })
  from!: string;
}

export class RegisterParty extends OfParty {
  @Choice("What kind of party it is.", PARTY_KINDS)
  kind!: PartyKind;

  @Text("The present name.", "Sveriges Kommuner och Regioner", { most: 200 })
  name!: string;

  @Nested(() => NameFrom, "All names, oldest first.", { list: true })
  names!: NameFrom[];

  @OrgNumber("Absent for a party that has none, such as a collaboration region.", { optional: true })
  organisationsnummer?: string;

  @Slug("Who is paid in its place, when it has no organisationsnummer.", "region-01", { optional: true })
  payee?: string;

  @Slug("The regions of a collaboration region.", "region-01", { optional: true, list: true })
  members?: string[];
}

export class RenameParty extends OfParty {
  @Text("The new name.", "Sveriges Kommuner och Regioner", { most: 200 })
  name!: string;

  @CalendarDay("The day on which it began.", { example: "2019-11-27" })
  from!: string;
}

export class SucceedParty extends OfParty {
  @Slug("Who takes over rights and duties.", "socialstyrelsen")
  successor!: string;

  @CalendarDay("From which day.", { example: "2015-01-01" })
  from!: string;

  @Text("The decision.", "SFS 2014:1394", { most: 200 })
  decision!: string;
}

export class RecordOrganisationsnummer extends OfParty {
  @OrgNumber("The party's number.")
  organisationsnummer!: string;

  @Text("Where it was found, or what was wrong before.", "Bolagsverkets register 2022-02-01")
  reason!: string;
}

export class NamePayee extends OfParty {
  @Slug("Who is paid in its place.", "region-01")
  payee!: string;

  @CalendarDay("From which day.", { example: "2022-01-01" })
  from!: string;
}

function keyAt(value: unknown, path: string): DistributionKey {
  try {
    return readDistributionKey(value);
  } catch (error) {
    if (!(error instanceof RuleError) || error instanceof DocumentError) throw error;
    const { rule, message, field = "file", figures } = error;
    // The reader calls the whole of what it reads the file.
    const within = field.replace(/^file\b\.?/, "");
    throw new RuleError(rule, message, { field: within === "" ? path : `${path}.${within}`, figures });
  }
}

export class RegisterDistributionKey {
  @Document(
    "The key in the form of the files under agreements/keys/.",
    {
      kind: "distribution_key",
      id: "halves-2022",
      label: "Hälften var",
      date: "2022-01-01",
      total: 2,
      weights: [
        { party: "region-01", weight: 1 },
        { party: "region-03", weight: 1 },
      ],
    },
    keyAt,
  )
  key!: object;
}

export class ClosePeriod {
  @CalendarDay("The last day of the books that are closed.", { example: "2022-12-31" })
  through!: string;
}

/** A stream of the log by its name: `grant-sjsv-2022.skr`. */
export function Stream(description: string, example: string, optional = false): PropertyDecorator {
  const read = (value: unknown, path: string): unknown => {
    if (typeof value === "string" && value.length <= 200 && /^[a-z]+-[\x21-\x7e]+$/.test(value)) {
      kindOf(value);
      return value;
    }
    throw new RuleError("stream-format", `${path} must be a stream such as "grant-sjsv-2022.skr".`, {
      field: path,
    });
  };
  const schema = { type: "string", maxLength: 200 };
  return Field({ description, schema, example, read, optional, list: false });
}

export class Reverse {
  @Stream("The stream in which the entry stands.", "grant-sjsv-2022.skr")
  stream!: string;

  @Id("The entry's event id.", "0b5e0f0a-8a8f-5d0c-9a51-0d8d2c1f0a11")
  eventId!: string;

  @Text("Why.", "Fel belopp godkänt")
  reason!: string;
}
