import {
  PERIODS_STREAM,
  agreementStream,
  anslagspostStream,
  grantStream,
  keyStream,
  partyStream,
  receiptStream,
} from "./accounts.ts";
import { agreement } from "./agreements/agreement.ts";
import type { AgreementCommand } from "./agreements/commands.ts";
import { anslagspost } from "./appropriations/anslagspost.ts";
import type { AnslagspostCommand } from "./appropriations/commands.ts";
import type { Decider } from "./decider.ts";
import { type RegisterDistributionKey, distributionKey } from "./distribution-keys/distribution-key.ts";
import type { GrantCommand } from "./grants/commands.ts";
import { grant } from "./grants/grant.ts";
import type { RecordArrival, ReverseEntry } from "./guarded-books.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import { type PartyCommand, party } from "./parties/party.ts";
import { type ClosePeriod, periods } from "./periods/periods.ts";
import { type ReceiptCommand, receipt } from "./receipts/receipt.ts";
import { RuleError } from "./rule-error.ts";

/** Every command that the ledger knows. An arrival and a reversal go to the stream that their caller names. */
export type LedgerCommand =
  | AgreementCommand
  | AnslagspostCommand
  | GrantCommand
  | PartyCommand
  | ClosePeriod
  | ReceiptCommand
  | RegisterDistributionKey;

type StreamedElsewhere = RecordArrival | ReverseEntry;

/** The one stream that a command writes to: the guardian of the account that its money leaves. */
export function streamOf(command: Exclude<LedgerCommand, StreamedElsewhere>): string {
  switch (command.type) {
    case "register-agreement":
    case "amend-agreement":
      return agreementStream(command.agreement.id);
    case "record-condition":
    case "rule-discrepancy":
    case "fund-line":
    case "return-line-funding":
    case "move-line-funding":
    case "record-payment-decision":
      return agreementStream(command.agreement);
    case "move-appropriation":
      return anslagspostStream(command.from);
    case "take-moved-appropriation":
      return anslagspostStream(command.to);
    case "grant-appropriation":
    case "adjust-appropriation":
    case "withdraw-appropriation":
    case "close-year":
    case "record-line-funding":
    case "record-moved-commitment":
    case "reduce-line-funding":
    case "allocate":
      return anslagspostStream(command.funding);
    case "record-receipt":
    case "place-receipt":
    case "return-placement":
    case "refund-receipt":
      return receiptStream(command.receipt);
    case "register-party":
    case "rename-party":
    case "succeed-party":
    case "record-organisationsnummer":
    case "name-payee":
      return partyStream(command.party);
    case "close-period":
      return PERIODS_STREAM;
    case "register-distribution-key":
      return keyStream(command.key.id);
    default:
      return grantStream(command.agreement, command.recipient);
  }
}

/** A decider with its types put aside: which events and states go together is known by the stream's kind. */
export type AnyDecider = Decider<LedgerCommand, LedgerEvent, unknown>;

const DECIDERS = { agreement, anslagspost, grant, receipt, party, periods, key: distributionKey };
export type StreamKind = keyof typeof DECIDERS;

/** The kind of a stream is what its name begins with, before the first hyphen. */
export function kindOf(stream: string): StreamKind {
  const kind = stream.slice(0, stream.indexOf("-"));
  if (!Object.hasOwn(DECIDERS, kind)) {
    throw new RuleError("stream-unknown", `No kind of stream is called ${stream}.`, { figures: { stream } });
  }
  return kind as StreamKind;
}

export function deciderOf(stream: string): AnyDecider {
  return DECIDERS[kindOf(stream)] as AnyDecider;
}
