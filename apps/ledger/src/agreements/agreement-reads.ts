import { Inject, Injectable } from "@nestjs/common";
import { agreementStream } from "#domain/accounts.ts";
import { type AgreementState, agreement, registered, unmetConditions } from "#domain/agreements/agreement.ts";
import type { AgreementEvent } from "#domain/agreements/events.ts";
import { checkConsistency } from "#domain/consistency.ts";
import { formatAmount } from "#domain/money.ts";
import { StreamNotFound } from "#event-store/errors.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Answer } from "../platform/answer.ts";
import { inWireForm } from "../platform/wire-form.ts";

/** A read without any parameters. */
export class NoFields {}

interface Version {
  readonly version: number;
  readonly by: string;
  readonly on?: string;
  readonly reason?: string;
  readonly recordedAt: string;
}

/** Shows agreements: what they say, what is recorded about them, and what does not add up. */
@Injectable()
export class AgreementReads {
  constructor(@Inject(Ledger) private readonly ledger: Ledger) {}

  async all(): Promise<Answer> {
    await this.ledger.caughtUp();
    const { agreements, position } = this.ledger.view;
    return new Answer({ agreements: [...agreements.values()].flatMap(summary) }, { position });
  }

  /** @throws RuleError `agreement-unknown` */
  async one(id: string): Promise<Answer> {
    await this.ledger.caughtUp();
    const state = agreement.initialState();
    const versions: Version[] = [];
    let revision: number | "no_stream" = "no_stream";
    let position: number | undefined;
    try {
      for await (const stored of this.ledger.store.readStream(agreementStream(id))) {
        const event = { type: stored.type, data: stored.data } as AgreementEvent;
        agreement.evolve(state, event);
        const version = versionIn(event);
        if (version) versions.push({ ...version, recordedAt: stored.recordedAt });
        ({ revision, position } = stored);
      }
    } catch (error) {
      if (!(error instanceof StreamNotFound)) throw error;
    }
    const { version, conditionsMet, rulings, funded, paymentDecisions } = state;
    const text = registered(state, id);
    const unmet = unmetConditions(state);
    const body = {
      agreement: inWireForm(text),
      version,
      versions,
      inForce: unmet.length === 0,
      conditions: text.validity.map(({ id: condition, by }) => ({
        condition,
        by,
        met: conditionsMet.get(condition),
      })),
      rulings: [...rulings].map(([line, amount]) => ({ line, amount: formatAmount(amount) })),
      funding: [...funded].flatMap(([line, posts]) =>
        [...posts].map(([anslagspost, amount]) => ({ line, anslagspost, amount: formatAmount(amount) })),
      ),
      paymentDecisions: inWireForm([...paymentDecisions.values()]),
      findings: checkConsistency(text).map(({ stated, computed, difference, ...finding }) => ({
        ...finding,
        stated: formatAmount(stated),
        computed: formatAmount(computed),
        difference: formatAmount(difference),
      })),
    };
    return new Answer(body, { revision, position });
  }
}

function summary(state: AgreementState): object[] {
  const { agreement: text, version } = state;
  if (!text) return [];
  const { id, title, budgetYear, lines } = text;
  return [
    { id, title, budgetYear, version, inForce: unmetConditions(state).length === 0, lines: lines.length },
  ];
}

function versionIn({ type, data }: AgreementEvent): Omit<Version, "recordedAt"> | undefined {
  if (type === "AgreementRegistered") return { version: 1, by: data.by };
  if (type !== "AgreementAmended") return undefined;
  const { version, by, on, reason } = data;
  return { version, by, on, reason };
}
