const cite = "tabell";

/** A small agreement with the terms of 2013 (kap 7 and 8) and a line for each way that money goes. */
export const SMALL_AGREEMENT = {
  kind: "agreement",
  id: "utv",
  title: "Utvecklingsområden 2013, i litet",
  budgetYear: 2013,
  throughYear: 2014,
  source: "made for the tests after the agreement of 2013",
  parties: ["staten", "skr"],
  signed: { state: "2012-12-12", counterparty: "2012-12-12", cite: "kap 9" },
  validity: [{ id: "government", by: "regeringen", cite: "kap 9" }],
  defaults: { payer: "kammarkollegiet", payment: "requisition", recipients: ["skr"] },
  lines: [
    { id: "a", purpose: "rekvireras", amount: "10 kronor", cite },
    { id: "b", purpose: "rekvireras senare", amount: "10 kronor", cite },
    {
      id: "via",
      purpose: "regionerna via SKR",
      amount: "5 kronor",
      cite,
      finalRecipient: "Regionerna via SKR",
      distribution: { method: "passed_on", cite },
    },
    {
      id: "regions",
      purpose: "regionerna direkt",
      amount: "9 kronor",
      cite,
      recipients: ["region-01", "region-03"],
    },
    { id: "free", purpose: "utan rekvisition", amount: "4 kronor", cite, payment: "without_requisition" },
    {
      id: "agency",
      purpose: "myndigheten disponerar",
      amount: "8 kronor",
      cite,
      recipients: ["socialstyrelsen"],
      payment: "authority_disposal",
    },
    { id: "opened", purpose: "började tidigare", amount: "3 kronor", cite, recipients: ["sbu"] },
    {
      id: "twice",
      purpose: "två belopp",
      amount: "6 kronor",
      cite,
      alsoStated: [{ amount: "5 kronor", cite: "kap 4" }],
    },
  ],
  terms: {
    requisition: { deadline: "2013-12-01", lapses: true, once: true, cite: "kap 7" },
    costReport: { deadline: "2014-03-31", parties: ["skr"], to: "kammarkollegiet", cite: "kap 8" },
    repayment: { deadline: "2014-03-31", parties: ["skr"], to: "kammarkollegiet", cite: "kap 8" },
    reclaim: { decidedBy: "Regeringskansliet", cite: "kap 8" },
    coFinancing: { cite: "kap 7" },
  },
};

export const SMALL_KEY = {
  kind: "distribution_key",
  id: "halves-2013",
  label: "Hälften var",
  date: "2013-01-01",
  total: 2,
  weights: [
    { party: "region-01", weight: 1 },
    { party: "region-03", weight: 1 },
  ],
};
