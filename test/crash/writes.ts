import type { Seeded } from "./seeded.ts";

/** One write as it goes over HTTP; the key names it for ever, however often it is sent. */
export interface Write {
  readonly key: string;
  readonly actor: string;
  readonly path: string;
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an answer holds that a later step needs. */
export interface Answered {
  readonly status: number;
  readonly body: {
    readonly id?: string;
    readonly events?: readonly { readonly eventId: string }[];
    readonly caused?: readonly { readonly eventId: string; readonly stream: string }[];
    readonly stream?: string;
  };
}

/** The steps of one client, each of which may look at what the one before it was answered. */
export type Chain = Generator<Write, void, Answered>;

const POST = "2013-9-1:6-7";
const OTHER = "2013-9-1:6-8";
const AGREEMENT = "utv";
const RECIPIENTS = ["skr", "region-01", "region-03", "region-04", "region-05"] as const;
const NUMBERS: Readonly<Record<string, string>> = {
  skr: "222000-0315",
  "region-01": "232100-0016",
  "region-03": "232100-0024",
  "region-04": "232100-0032",
  "region-05": "232100-0040",
};
const decision = "S2013/3";
const payTo = { type: "bankgiro", number: "5050-1055" };

/** What the writes of the clients need: parties, two posts with money, an agreement with funded lines. */
export function* foundation(): Generator<Write> {
  let step = 0;
  const write = (path: string, body: object): Write => ({
    ...{ key: `foundation-${++step}`, actor: "anna" },
    ...{ path: `/api/${path}`, body },
  });
  for (const party of RECIPIENTS) {
    const organisationsnummer = NUMBERS[party];
    const names = [{ name: party, from: "2010-01-01" }];
    yield write("parties", { party, kind: "region", name: party, names, organisationsnummer });
  }
  for (const post of [POST, OTHER]) {
    yield write(`appropriations/${post}/grants`, {
      ...{ name: "Bidrag", kind: "years_grant", amount: "900000000.00" },
      ...{ decision: "Regleringsbrev", effectiveOn: "2013-01-01" },
    });
  }
  yield write("agreements", {
    agreement: {
      ...{ kind: "agreement", id: AGREEMENT, title: "Utvecklingsområden 2013", budgetYear: 2013 },
      ...{ throughYear: 2014, source: "made for the tests", parties: ["staten", "skr"] },
      signed: { state: "2012-12-12", counterparty: "2012-12-12", cite: "kap 9" },
      defaults: { payer: "kammarkollegiet", payment: "requisition", recipients: RECIPIENTS },
      lines: ["a", "b"].map((id) => ({ id, purpose: id, amount: "400 000 000 kronor", cite: "tabell" })),
      terms: { requisition: { deadline: "2013-12-01", lapses: true, once: false, cite: "kap 7" } },
    },
  });
  yield write(`agreements/${AGREEMENT}/payment-decisions`, {
    ...{ kind: "government_decision", caseNumber: "S2013/1", lines: ["a", "b"] },
    ...{ repaymentTo: "anslagspost", on: "2013-01-20" },
  });
  for (const line of ["a", "b"]) {
    const funding = { anslagspost: POST, amount: "400000000.00", decision: "tabell", on: "2013-01-21" };
    yield write(`agreements/${AGREEMENT}/lines/${line}/funding`, funding);
  }
}

/** Whole kronor as the wire has them. */
const kronor = (amount: number): string => `${amount}.00`;

/** Writes about one grant under ids of their own. */
class Of {
  readonly recipient: string;
  readonly id: string;
  #step = 0;

  constructor(id: string, random: Seeded) {
    this.id = id;
    this.recipient = random.pick(RECIPIENTS);
  }

  write(actor: string, path: string, body: Write["body"], headers: Write["headers"] = {}): Write {
    return { key: `${this.id}.${++this.#step}`, actor, path: `/api/${path}`, body, headers };
  }

  grant(actor: string, path: string, body: object): Write {
    return this.write(actor, `agreements/${AGREEMENT}/grants/${this.recipient}/${path}`, body);
  }

  allocation(line: string, amount: number): Write {
    return this.write("anna", `appropriations/${POST}/allocations`, {
      ...{ agreement: AGREEMENT, line, decision, effectiveOn: "2013-02-01" },
      allocations: [{ recipient: this.recipient, amount: kronor(amount) }],
    });
  }

  requisition(amount: number, more: object = {}): Write {
    return this.grant("anna", "requisitions", {
      ...{ requisitionId: this.id, amount: kronor(amount), receivedOn: "2013-03-01", payTo },
      ...{ period: { from: "2013-01-01", to: "2013-12-31" } },
      ...{ organisationsnummer: NUMBERS[this.recipient], ...more },
    });
  }

  *payment(line: string, amount: number): Chain {
    const payment = `disbursements/pay-${this.id}`;
    yield this.grant("bo", `requisitions/${this.id}/approval`, {
      items: [{ line, amount: kronor(amount) }],
      effectiveOn: "2013-03-05",
    });
    yield this.grant("anna", "disbursements", {
      ...{ disbursementId: `pay-${this.id}`, pays: { requisition: this.id }, effectiveOn: "2013-03-20" },
    });
    yield this.grant("bo", `${payment}/approval`, { on: "2013-03-21" });
    yield this.grant("anna", `${payment}/confirmation`, {
      ...{ bankReference: this.id, effectiveOn: "2013-03-25" },
    });
  }
}

/** From the allocation to money that is accounted for, demanded back and repaid with too much, which goes back. */
function* wholeLife(of: Of, random: Seeded): Chain {
  const amount = random.whole(3, 900);
  yield of.allocation("a", amount);
  yield of.requisition(amount);
  yield* of.payment("a", amount);
  yield of.grant("anna", "reclaims", {
    ...{ reclaimId: of.id, grounds: "other", decision, effectiveOn: "2014-04-10" },
    items: [{ line: "a", amount: kronor(2), from: "outstanding" }],
  });
  yield of.write("anna", "receipts", { receipt: of.id, amount: kronor(5), effectiveOn: "2014-04-15" });
  yield of.write("anna", `receipts/${of.id}/placements`, {
    ...{ agreement: AGREEMENT, recipient: of.recipient, amount: kronor(2) },
  });
  yield of.write("anna", `receipts/${of.id}/refunds`, {
    ...{ amount: kronor(3), reason: "too much", effectiveOn: "2014-05-02" },
  });
}

function* report(of: Of, random: Seeded): Chain {
  const amount = random.whole(3, 900);
  // Of one day, so that hardly two of them account for the same.
  const on = new Date(Date.UTC(2013, 3, random.whole(1, 270))).toISOString().slice(0, 10);
  yield of.allocation("a", amount);
  yield of.requisition(amount);
  yield* of.payment("a", amount);
  yield of.grant("anna", "cost-reports", {
    ...{ reportId: of.id, period: { from: on, to: on }, receivedOn: "2014-03-20" },
    uses: [{ line: "a", holder: of.recipient, costs: kronor(1) }],
    certificate: { alternative: 1 },
  });
  yield of.grant("bo", `cost-reports/${of.id}/approval`, { on: "2014-04-01" });
}

/** A commitment that moves between posts: a pair, and a hold in between. */
function* movedCommitment(of: Of, random: Seeded): Chain {
  const amount = random.whole(2, 900);
  yield of.allocation("b", amount);
  yield of.grant("anna", "reductions", {
    ...{ line: "b", amount: kronor(amount - 1), reason: "year_end", decision, effectiveOn: "2013-12-30" },
    ...{ anslagspost: POST, movesTo: OTHER },
  });
}

/** Money between posts and back, and an allocation that is reversed: each a half in two streams. */
function* reversals(of: Of, random: Seeded): Chain {
  const moved = yield of.write("anna", `appropriations/${POST}/moves`, {
    ...{ to: OTHER, amount: kronor(random.whole(1, 9)), decision, effectiveOn: "2013-01-06" },
  });
  const allocated = yield of.allocation("b", random.whole(1, 9));
  const allocation = allocated.body.events?.[0]?.eventId;
  yield of.write("bo", "reversals", { stream: allocated.body.stream, eventId: allocation, reason: "wrong" });
  // Money that was moved is given back where it came to, which a policy had told of it.
  const arrival = moved.body.caused?.[0];
  yield of.write("bo", "reversals", { stream: arrival?.stream, eventId: arrival?.eventId, reason: "wrong" });
}

/** A person and a document in the registers, and a requisition that names both. */
function* registered(of: Of, random: Seeded): Chain {
  const amount = random.whole(1, 9);
  const { body: person } = yield of.write("anna", "persons", { name: `Påhitt ${of.id}` });
  const { body: attachment } = yield of.write("anna", "attachments", `Redovisning ${of.id}\n`.repeat(400), {
    ...{ "Content-Type": "text/plain", "Attachment-File-Name": `${of.id}.txt` },
  });
  yield of.allocation("a", amount);
  yield of.requisition(amount, { signatory: person.id, documents: [attachment.id] });
  yield* of.payment("a", amount);
}

/** Many receipts in one bulk, each with its placing. */
function* bulk(of: Of, random: Seeded): Chain {
  const lines = Array.from({ length: random.whole(5, 25) }, (_, line) => line).flatMap((line) => [
    {
      ...{ type: "record-receipt", key: `${of.id}.line-${line}`, receipt: `${of.id}-${line}` },
      ...{ amount: kronor(random.whole(2, 9)), effectiveOn: "2014-04-15" },
    },
    {
      ...{ type: "refund-receipt", key: `${of.id}.back-${line}`, receipt: `${of.id}-${line}` },
      ...{ amount: kronor(1), reason: "unknown sender", effectiveOn: "2014-05-02" },
    },
  ]);
  const content = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  yield of.write("anna", "bulk", content, { "Content-Type": "application/x-ndjson" });
}

const KINDS = [
  wholeLife,
  wholeLife,
  report,
  movedCommitment,
  movedCommitment,
  reversals,
  registered,
  bulk,
] as const;

/** What one client does next, under an id that nothing else has. */
export function anyChain(id: string, random: Seeded): Chain {
  return random.pick(KINDS)(new Of(id, random), random);
}
