import { Decimal } from "decimal.js";
import { parseDay } from "../calendar.ts";
import type { Day } from "../calendar.ts";
import type { Weight } from "../distribution.ts";
import {
  optional,
  readCount,
  readList,
  readMark,
  readObject,
  readOneOf,
  readSlug,
  readText,
} from "../file-values.ts";
import { RuleError } from "../rule-error.ts";

/** A named set of weights to split amounts by, as `agreements/keys/*.yaml` describe them. */
export interface DistributionKey {
  readonly id: string;
  readonly label: string;
  /** The day that the weights were counted for: part of the decision (DOMAIN: Distribution). */
  readonly date: Day;
  /** The day stands in no known document. */
  readonly dateAssumed?: true;
  readonly note?: string;
  /** By party id; the order decides ties. */
  readonly weights: readonly Weight[];
}

/**
 * Reads the content of a distribution key file, already parsed from YAML.
 *
 * @throws RuleError `file-format`, `date-format` for a single value; `distribution-duplicate-key`;
 *   `distribution-key-total` when the weights do not sum to the total that the file states
 */
export function readDistributionKey(file: unknown): DistributionKey {
  const key = readObject(file, "file", [
    "kind",
    "id",
    "label",
    "date",
    "dateAssumed",
    "note",
    "total",
    "weights",
  ]);
  readOneOf(key["kind"], "kind", ["distribution_key"]);
  const note = optional(key["note"], "note", readText);
  const weights = readList(key["weights"], "weights", readWeight);
  checkParties(weights);
  checkTotal(weights, readCount(key["total"], "total"));
  return {
    id: readSlug(key["id"], "id"),
    label: readText(key["label"], "label"),
    date: parseDay(key["date"], "date"),
    ...(readMark(key["dateAssumed"], "dateAssumed") ? { dateAssumed: true } : {}),
    ...(note === undefined ? {} : { note }),
    weights,
  };
}

function readWeight(value: unknown, place: string): Weight {
  const { party, weight } = readObject(value, place, ["party", "weight"]);
  return { key: readSlug(party, `${place}.party`), weight: readCount(weight, `${place}.weight`) };
}

function checkParties(weights: readonly Weight[]): void {
  const seen = new Set<string>();
  for (const [index, { key }] of weights.entries()) {
    if (seen.has(key)) {
      throw new RuleError("distribution-duplicate-key", `weights[${index}].party: ${key} stands twice.`, {
        field: `weights[${index}].party`,
        figures: { key },
      });
    }
    seen.add(key);
  }
}

function checkTotal(weights: readonly Weight[], total: number): void {
  const summed = weights.reduce((sum, { weight }) => sum.plus(weight), new Decimal(0));
  if (total === 0 || !summed.equals(total)) {
    throw new RuleError(
      "distribution-key-total",
      `The weights sum to ${summed.toFixed()}; the file states the total ${total}, which must be the same and above zero.`,
      {
        field: "total",
        figures: { stated: String(total), sum: summed.toFixed(), difference: summed.minus(total).toFixed() },
      },
    );
  }
}
