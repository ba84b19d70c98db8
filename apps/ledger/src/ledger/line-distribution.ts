import type { DistributionRule } from "#domain/agreements/agreement-terms.ts";
import { didYouMean } from "#domain/agreements/did-you-mean.ts";
import type { AllocationDecided } from "#domain/appropriations/events.ts";
import { type Share, distributeByKey, distributeByTable, distributeEqually } from "#domain/distribution.ts";
import type { DistributionKey } from "#domain/distribution-keys/distribution-key-file.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { DistributeRequest } from "./requests.ts";

/** A line's shares, and what is recorded of how they came to be. */
interface Distributed {
  readonly shares: readonly Share[];
  readonly distribution: NonNullable<AllocationDecided["data"]["distribution"]>;
}

/** Whom a line's money goes to, and how the agreement says that it is split, when it does. */
interface LineText {
  readonly recipients: readonly string[];
  readonly distribution?: DistributionRule;
}

/**
 * Splits a line's money as the decision says, and never otherwise than the agreement says without a word.
 *
 * A table in the decision overrides computation (DOMAIN, The process, 4), so that it departs from nothing:
 * it names every amount itself, as an allocation does.
 *
 * @param keyById the registered key of an id
 * @throws RuleError `distribution-key-unused`, `distribution-key-missing`, `distribution-key-recipients`,
 *   `distribution-differs`, `distribution-departure-unused`, `distribution-table-unused`,
 *   `distribution-table-missing`, `distribution-unit-unused`, `distribution-unit-missing`, and those of `distribution.ts`
 */
export async function distributeLine(
  request: DistributeRequest,
  line: LineText,
  keyById: (id: string) => Promise<DistributionKey>,
): Promise<Distributed> {
  const { amount, method, departure, unit } = request;
  refuseUnused(request);
  const keyId = method === "key" ? keyOf(request, line) : undefined;
  assertAsAgreed(request, line.distribution, keyId);
  const recorded = { method, total: amount, ...(departure === undefined ? {} : { departure }) };
  if (method === "table") {
    return { shares: distributeByTable(amount, tableOf(request)), distribution: recorded };
  }
  if (unit === undefined) {
    throw new RuleError(
      "distribution-unit-missing",
      `Method ${method} needs the decision's rounding unit, such as 1.00.`,
      { field: "unit", figures: { method } },
    );
  }
  if (keyId === undefined) {
    const shares = distributeEqually(amount, line.recipients, unit);
    return { shares, distribution: { ...recorded, unit } };
  }
  const key = await keyById(keyId);
  assertSameRecipients(request, key, line.recipients);
  const shares = distributeByKey(amount, key.weights, unit);
  return { shares, distribution: { ...recorded, unit, key: key.id, keyDate: key.date } };
}

/** What is said and would change nothing was meant to change something. */
function refuseUnused({ method, key, table, unit }: DistributeRequest): void {
  if (key !== undefined && method !== "key") {
    throw new RuleError(
      "distribution-key-unused",
      `Method ${method} uses no key, but key says ${key}: leave it out, or say method key.`,
      { field: "key", figures: { method, key } },
    );
  }
  if (table !== undefined && method !== "table") {
    throw new RuleError(
      "distribution-table-unused",
      `Method ${method} computes the amounts, but a table says them: leave it out, or say method table.`,
      { field: "table", figures: { method } },
    );
  }
  if (unit !== undefined && method === "table") {
    throw new RuleError("distribution-unit-unused", "A table is not rounded: leave unit out.", {
      field: "unit",
      figures: { method },
    });
  }
}

function keyOf({ key, agreement, line }: DistributeRequest, { distribution }: LineText): string {
  const keyId = key ?? (distribution?.method === "key" ? distribution.key : undefined);
  if (keyId !== undefined) return keyId;
  throw new RuleError(
    "distribution-key-missing",
    `Line ${line} of ${agreement} names no key: say which one.`,
    { field: "key", figures: { line } },
  );
}

function tableOf({ table }: DistributeRequest): Share[] {
  if (table === undefined) {
    throw new RuleError("distribution-table-missing", "Method table needs the decision's table of amounts.", {
      field: "table",
    });
  }
  return table.map(({ recipient, amount }) => ({ key: recipient, amount }));
}

function assertAsAgreed(
  { method, agreement, line, departure }: DistributeRequest,
  stated: DistributionRule | undefined,
  keyId: string | undefined,
): void {
  const statedKey = stated?.method === "key" ? stated.key : undefined;
  const sameMethod = stated === undefined || method === "table" || method === stated.method;
  const sameKey = statedKey === undefined || keyId === undefined || keyId === statedKey;
  if (sameMethod && sameKey) {
    if (departure === undefined) return;
    throw new RuleError(
      "distribution-departure-unused",
      `Method ${method} departs from nothing that ${agreement} says of line ${line}: leave departure out.`,
      { field: "departure", figures: { method, line } },
    );
  }
  if (departure !== undefined) return;
  const says = statedKey === undefined ? stated?.method : `key ${statedKey}`;
  const asked = keyId === undefined ? method : `key ${keyId}`;
  const hint = keyId === undefined || statedKey === undefined ? "" : didYouMean(keyId, [statedKey]);
  throw new RuleError(
    "distribution-differs",
    `${agreement} says that line ${line} is split by the method ${says}, not ${asked}${hint}: say in departure why the decision departs from it.`,
    { field: sameMethod ? "key" : "method", figures: { line, stated: says ?? "", asked } },
  );
}

/** A recipient that the key lacks would get nothing without anybody saying so. */
function assertSameRecipients(
  { agreement, line }: DistributeRequest,
  key: DistributionKey,
  recipients: readonly string[],
): void {
  const weighed = key.weights.map((weight) => weight.key);
  const missing = recipients.filter((recipient) => !weighed.includes(recipient));
  const strangers = weighed.filter((party) => !recipients.includes(party));
  if (missing.length === 0 && strangers.length === 0) return;
  const what = [
    ...(missing.length === 0 ? [] : [`it lacks ${missing.join(", ")}`]),
    ...(strangers.length === 0 ? [] : [`the line does not go to ${strangers.join(", ")}`]),
  ].join(", and ");
  throw new RuleError(
    "distribution-key-recipients",
    `The key ${key.id} is not for the recipients of line ${line} of ${agreement}: ${what}.`,
    {
      field: "key",
      figures: { key: key.id, missing: missing.join(", "), strangers: strangers.join(", ") },
    },
  );
}
