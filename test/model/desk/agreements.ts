import { figuresOf } from "../rules/agreements.ts";
import { written } from "../reading.ts";
import { PARTIES, broadAgreement } from "../setting.ts";
import type { Drafter } from "./draft.ts";

const TERMS = { deadline: "2013-12-01", reportBy: "2014-03-31" };

export const registerAgreement: Drafter = () => ({
  command: {
    type: "register-agreement",
    agreement: broadAgreement({ ...TERMS, lines: {}, once: false, lapses: true }),
  },
});

export const amendAgreement: Drafter = (_, dice) => {
  const lines = Object.fromEntries(
    ["a", "b", "fri", "egen", "tva"].map((line) => [line, dice.one(1000, 1500, 700)]),
  );
  const agreement = broadAgreement(
    { ...TERMS, lines, once: !dice.often(3), lapses: dice.often(3) },
    dice.often(4) ? [] : ["skr-board"],
  );
  return { command: { type: "amend-agreement", agreement } };
};

export const recordCondition: Drafter = (world, dice) => {
  const open = [...world.agreements].flatMap(([agreement, { conditions, met }]) =>
    conditions
      .filter((each) => !met.has(each) || dice.slip === "state")
      .map((condition) => ({ agreement, condition })),
  );
  const found = dice.slip === "person" ? { agreement: "smal", condition: "unknown" } : dice.pick(open);
  return found && { command: { type: "record-condition", ...found } };
};

export const ruleDiscrepancy: Drafter = (world, dice) => {
  const stated = world.agreements.get("bred")?.lines.get(dice.slip === "state" ? "a" : "tva");
  if (!stated) return undefined;
  const line = dice.slip === "state" ? "a" : "tva";
  const figure = (dice.pick(figuresOf(stated)) ?? 0) + (dice.slip === "amount" ? 1 : 0);
  return { command: { type: "rule-discrepancy", agreement: "bred", line, amount: written(figure) } };
};

export const recordPaymentDecision: Drafter = (world, dice, id) => {
  const [agreement, facts] = dice.pick([...world.agreements]) ?? [];
  if (!agreement || !facts) return undefined;
  const all = dice.slip === "person" ? ["unknown"] : [...facts.lines.keys()];
  const lines = dice.often(3) ? all : all.slice(0, 1 + dice.below(all.length));
  const repaymentTo = dice.often(4) ? "anslagspost" : "income_title";
  const terms = dice.often(4)
    ? {}
    : {
        terms: {
          requisition: {
            deadline: dice.one("2013-12-20", "2013-06-15"),
            ...{ lapses: "true", once: dice.one("false", "true"), roll: "none", cite: "s. 1" },
          },
        },
      };
  const caseNumber = dice.one("S2013/1/FS", "S2013/2/FS");
  return {
    command: {
      ...{
        type: "record-payment-decision",
        agreement,
        decisionId: dice.slip === "state" ? "d1" : id,
        lines,
        repaymentTo,
        caseNumber,
      },
      ...terms,
    },
  };
};

export const registerParty: Drafter = (_, dice, id) => ({
  command: {
    ...{ type: "register-party", kind: "region", name: "A party" },
    ...{ party: dice.slip === "state" ? "skr" : `part-${id}` },
  },
});

export const renameParty: Drafter = (_, dice) => ({
  command: {
    type: "rename-party",
    party: dice.slip === "state" ? "nobody" : dice.pick(PARTIES),
    name: "Another name",
  },
});

export const succeedParty: Drafter = (_, dice) => ({
  command: {
    type: "succeed-party",
    party: dice.one("region-03", "region-01"),
    successor: dice.slip === "state" ? "region-03" : "region-04",
  },
});

export const namePayee: Drafter = (_, dice) => ({
  command: { type: "name-payee", party: "samverkan", payee: dice.one("region-04", "skr", "samverkan") },
});

export const recordNumber: Drafter = (world, dice) => {
  const without = [...world.parties].filter(([, { number }]) => number === undefined).map(([party]) => party);
  const party = dice.slip === "state" ? "skr" : dice.pick(without);
  if (party === undefined) return undefined;
  return { command: { type: "record-organisationsnummer", party, organisationsnummer: "222000-0315" } };
};

export const registerKey: Drafter = (world, dice) => {
  const recipients = world.agreements
    .get(dice.one("smal", "bred"))
    ?.lines.get(dice.one("x", "a"))?.recipients;
  if (!recipients) return undefined;
  const weights = recipients.map((party, index) => ({ party, weight: index + 1 + dice.below(9) }));
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  const id = `nyckel-${world.keys.size + (dice.slip === "none" ? 1 : 0)}`;
  const key = { kind: "distribution_key", id, label: "Folkmängd", date: "2012-11-01", total, weights };
  return { command: { type: "register-distribution-key", key } };
};
