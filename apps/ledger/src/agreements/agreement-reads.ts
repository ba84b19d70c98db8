import { Inject, Injectable } from "@nestjs/common";
import { agreementStream } from "#domain/accounts.ts";
import { agreement, registered, unmetConditions } from "#domain/agreements/agreement.ts";
import type { AgreementEvent } from "#domain/agreements/events.ts";
import { checkConsistency } from "#domain/consistency.ts";
import { type Ore, formatAmount } from "#domain/money.ts";
import { StreamNotFound } from "#event-store/errors.ts";
import {
  type LineOverview,
  agreementOverview,
  agreements,
} from "#projections/read-model/queries/agreements.ts";
import { assertKnown } from "../balances/known-places.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Answer } from "../platform/answer.ts";
import { inWireForm } from "../platform/wire-form.ts";
import { dayAsked } from "../reads/asked-day.ts";
import { ReadSide } from "../reads/read-side.ts";
import type { AgreementOrder, AgreementsAsked, OverviewAsked } from "./agreement-queries.ts";

const USUAL_PAGE = 1_000;

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
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(ReadSide) private readonly reads: ReadSide,
  ) {}

  all({ knownAt, limit = USUAL_PAGE, inForce, order = "id", ...asked }: AgreementsAsked): Promise<Answer> {
    return this.reads.answer(knownAt === undefined ? {} : { knownAt }, async (db, { knownPosition }) => {
      const page = await agreements(db, {
        ...{ ...asked, limit, sort: sortOf(order), descending: order.startsWith("-") },
        ...(inForce === undefined ? {} : { inForce: inForce === "true" }),
        ...(knownPosition === undefined ? {} : { knownPosition }),
      });
      const found = page.rows.map(({ throughYear, ...row }) => ({
        ...row,
        ...(throughYear === null ? {} : { throughYear }),
      }));
      return { agreements: found, next: page.next };
    });
  }

  /**
   * How far the money of each line has come.
   *
   * @throws RuleError `agreement-unknown`
   */
  overview({ agreement: id, ...asked }: OverviewAsked): Promise<Answer> {
    assertKnown(this.ledger.view, { agreement: id });
    const on = dayAsked(asked);
    const { knownAt } = asked;
    return this.reads.answer(
      { effective: on, ...(knownAt && { knownAt }) },
      async (db, { knownPosition }) => {
        const known = knownPosition === undefined ? {} : { knownPosition };
        const lines = await agreementOverview(db, { agreement: id, on, ...known });
        return { agreement: id, lines: lines.map(lineInWireForm) };
      },
    );
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

const sortOf = (order: AgreementOrder): "id" | "title" | "year" =>
  order.replace("-", "") as "id" | "title" | "year";

function lineInWireForm({ line, purpose, accounts, ...amounts }: LineOverview): object {
  return { line, purpose, ...formatted(amounts), accounts: formatted(accounts) };
}

const formatted = (amounts: Readonly<Record<string, Ore>>): Record<string, string> =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, formatAmount(amount)]));

function versionIn({ type, data }: AgreementEvent): Omit<Version, "recordedAt"> | undefined {
  if (type === "AgreementRegistered") return { version: 1, by: data.by };
  if (type !== "AgreementAmended") return undefined;
  const { version, by, on, reason } = data;
  return { version, by, on, reason };
}
