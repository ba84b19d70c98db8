import type { LineId, PartyId } from "../agreements/agreement-terms.ts";
import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Day } from "../calendar.ts";
import type { Ore } from "../money.ts";

/** Every grant event names its grant, so that it can be read alone. */
export interface OfGrant {
  readonly agreement: string;
  readonly recipient: PartyId;
}

/** An amount of one line, from one post, with one holder. */
export interface Item {
  readonly line: LineId;
  readonly funding: FundingKey;
  readonly holder: PartyId;
  readonly amount: Ore;
}

export interface ItemFrom<Source extends string> extends Item {
  readonly from: Source;
}

export interface Period {
  readonly from: Day;
  readonly to: Day;
}

export interface GrantEventOf<Type extends string, Data> {
  readonly type: Type;
  readonly data: OfGrant & Data;
}
