import type { AgreementEvent } from "./agreements/events.ts";
import type { AnslagspostEvent } from "./appropriations/events.ts";
import type { DistributionKeyRegistered } from "./distribution-keys/distribution-key.ts";
import type { GrantEvent } from "./grants/events.ts";
import type { PartyEvent } from "./parties/events.ts";
import type { PeriodsEvent } from "./periods/events.ts";
import type { ReceiptEvent } from "./receipts/events.ts";

/** Every event that the ledger knows, by stream kind. */
export type LedgerEvent =
  | AnslagspostEvent
  | AgreementEvent
  | GrantEvent
  | ReceiptEvent
  | PartyEvent
  | PeriodsEvent
  | DistributionKeyRegistered;

export type LedgerEventType = LedgerEvent["type"];
export type LedgerEventOf<Type extends LedgerEventType> = Extract<LedgerEvent, { type: Type }>;
export type LedgerEventData<Type extends LedgerEventType> = LedgerEventOf<Type>["data"];
