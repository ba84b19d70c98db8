import type { StreamKind } from "#domain/ledger-command.ts";
import { agreementsFold } from "./agreements-fold.ts";
import { type FactAt, FoldedPart } from "./folded-part.ts";
import { grantsFold } from "./grants-fold.ts";
import type { PostedEvent, ReadModelPart, Writing } from "./part.ts";
import { partiesFold } from "./parties-fold.ts";
import { receiptsFold } from "./receipts-fold.ts";
import type { Changes } from "./versions.ts";

/** A part for one kind of stream, whatever its states are. */
export interface DeskPart extends ReadModelPart {
  readonly kind: StreamKind;
  readonly isSelective: boolean;
  gather(trx: Writing, events: readonly PostedEvent[]): Promise<void>;
  foldAll(facts: readonly FactAt[], changes: Changes): void;
}

/** The parts beside the journal: one for each kind of stream that the desk works with. */
export const deskParts = (): DeskPart[] => [
  new FoldedPart(partiesFold),
  new FoldedPart(agreementsFold),
  new FoldedPart(grantsFold),
  new FoldedPart(receiptsFold),
];
