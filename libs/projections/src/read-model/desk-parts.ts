import { agreementsFold } from "./agreements-fold.ts";
import { FoldedPart } from "./folded-part.ts";
import { grantsFold } from "./grants-fold.ts";
import type { ReadModelPart } from "./part.ts";
import { partiesFold } from "./parties-fold.ts";
import { receiptsFold } from "./receipts-fold.ts";

/** The parts beside the journal: one for each kind of stream that the desk works with. */
export const deskParts = (): ReadModelPart[] => [
  new FoldedPart(partiesFold),
  new FoldedPart(agreementsFold),
  new FoldedPart(grantsFold),
  new FoldedPart(receiptsFold),
];
