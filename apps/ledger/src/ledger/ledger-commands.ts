import { grantStream } from "#domain/accounts.ts";
import { assertMayAllocate, lineOf } from "#domain/agreements/agreement.ts";
import type { Basis } from "#domain/grants/commands.ts";
import type { Allocate, ReduceLineFunding } from "#domain/appropriations/commands.ts";
import type { Day } from "#domain/calendar.ts";
import type { OriginalEntry } from "#domain/event.ts";
import { nothingToReverse, streamOfReversal } from "#domain/guarded-books.ts";
import { type LedgerCommand, streamOf } from "#domain/ledger-command.ts";
import { type Ore, sum } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import { derivedId } from "#event-store/derived-id.ts";
import type { EventStore } from "#event-store/event-store.ts";
import { StreamNotFound } from "#event-store/errors.ts";
import type {
  AllocateRequest,
  ApplyRulingRequest,
  DistributeRequest,
  LapseRequest,
  LedgerRequest,
  RequestOf,
  ReverseRequest,
} from "./requests.ts";
import {
  assertBeyondRuling,
  assertGivenBackWithinCeiling,
  assertWithinCeiling,
  openingRooms,
  surplusFunding,
} from "./line-ceilings.ts";
import { distributeLine } from "./line-distribution.ts";
import type { States } from "./states.ts";

/** A command with the one stream that it writes to. */
export interface AddressedCommand {
  readonly stream: string;
  readonly command: LedgerCommand;
}

/** Completes what is asked with what the ledger knows. Decides nothing about money: the deciders do. */
export class LedgerCommands {
  constructor(
    private readonly states: States,
    private readonly store: EventStore,
  ) {}

  async complete(
    request: Exclude<LedgerRequest, LapseRequest | { type: "close-period" }>,
    by: string,
    commandId: string,
  ): Promise<AddressedCommand> {
    const newId = (what: string): string => derivedId(commandId, what);
    switch (request.type) {
      case "reverse":
        return this.reversal(request, by);
      case "apply-ruling":
        return this.ruling(request, by, newId("reclaim"));
      case "allocate":
        return addressed(await this.allocation(request, by, newId));
      case "distribute":
        return addressed(await this.distribution(request, by, newId));
      case "fund-line": {
        await this.assertAgreement(request.agreement);
        return addressed({ ...request, by, fundingKnown: await this.states.fundingKnown(request.funding) });
      }
      case "record-payment-decision":
        return addressed({ ...request, by, decisionId: request.decisionId ?? newId("payment-decision") });
      case "move-appropriation":
        // What arrives there cannot be refused, so that it has room is asked before it leaves here.
        await this.states.assertHolds(request.to, request.amount);
        return addressed({ ...request, by, moveId: newId("move") });
      case "place-receipt":
        await this.states.assertParty(request.recipient, "recipient");
        return addressed({ ...request, by, placementId: newId("placement") });
      case "succeed-party":
        await this.states.assertParty(request.successor, "successor");
        return addressed({ ...request, by });
      case "name-payee":
        await this.states.assertParty(request.payee, "payee");
        return addressed({ ...request, by });
      case "record-opening-balance": {
        const { agreement, recipient, items, effectiveOn } = request;
        const basis = await this.states.basis(agreement, recipient, effectiveOn);
        await this.assertOpens(request);
        const rooms = await openingRooms(this.states, basis.agreement, { agreement, items });
        const payees: Basis["payee"][] = [];
        for (const { receivedOn } of request.requisitions ?? [])
          payees.push(await this.states.payeeOf(recipient, receivedOn));
        return addressed({ ...request, by, basis, rooms, payees });
      }
      case "receive-requisition": {
        const basis = await this.states.basis(request.agreement, request.recipient, request.receivedOn);
        return addressed({
          ...request,
          by,
          basis,
          requisitionId: request.requisitionId ?? newId("requisition"),
        });
      }
      case "order-disbursement": {
        const basis = await this.states.basis(request.agreement, request.recipient, request.effectiveOn);
        return addressed({
          ...request,
          by,
          basis,
          disbursementId: request.disbursementId ?? newId("disbursement"),
        });
      }
      case "receive-cost-report": {
        const basis = await this.states.basis(request.agreement, request.recipient, request.receivedOn);
        return addressed({ ...request, by, basis, reportId: request.reportId ?? newId("report") });
      }
      case "decide-reclaim": {
        const basis = await this.states.basis(request.agreement, request.recipient, request.effectiveOn);
        return addressed({ ...request, by, basis, reclaimId: request.reclaimId ?? newId("reclaim") });
      }
      case "decide-refund":
        return addressed({ ...request, by, refundId: request.refundId ?? newId("refund") });
      case "pass-on": {
        for (const [index, { to }] of request.items.entries())
          await this.states.assertParty(to, `items[${index}].to`);
        const basis = await this.states.basis(request.agreement, request.recipient, request.effectiveOn);
        return addressed({ ...request, by, basis });
      }
      case "supplement-requisition":
      case "record-exception": {
        const basis = await this.states.basis(request.agreement, request.recipient, request.on);
        return addressed({ ...request, by, basis } as LedgerCommand & { type: typeof request.type });
      }
      case "approve-requisition":
      case "report-disposal":
      case "co-finance":
      case "release-funds": {
        const basis = await this.states.basis(request.agreement, request.recipient, request.effectiveOn);
        return addressed({ ...request, by, basis } as LedgerCommand & { type: typeof request.type });
      }
      default:
        return addressed({ ...request, by });
    }
  }

  /** The funding that must be lowered before an amendment, see `line-ceilings.ts`. */
  async surplusFunding(request: LedgerRequest, by: string): Promise<ReduceLineFunding[]> {
    if (request.type !== "amend-agreement") return [];
    const { agreement: amended, on } = request;
    const state = await this.states.agreement(amended.id);
    const reason = "Above what the amended line carries";
    return (await surplusFunding(this.states, state, amended)).map((part) => ({
      type: "reduce-line-funding",
      agreement: amended.id,
      ...part,
      reason,
      by,
      on,
    }));
  }

  /** The lapse of one grant on one day, as its own command. */
  async lapse(agreement: string, recipient: string, on: Day, by: string): Promise<AddressedCommand> {
    const basis = await this.states.basis(agreement, recipient, on);
    return addressed({ type: "lapse-due", agreement, recipient, by, on, basis });
  }

  private async allocation(
    request: AllocateRequest,
    by: string,
    newId: (what: string) => string,
  ): Promise<Allocate> {
    const { allocations, ...rest } = request;
    const recipients = allocations.map(({ recipient }) => recipient);
    await this.assertMayAllocate(request, recipients, sum(allocations.map(({ amount }) => amount)));
    return { ...rest, by, allocations: withIds(allocations, newId) };
  }

  private async distribution(
    request: DistributeRequest,
    by: string,
    newId: (what: string) => string,
  ): Promise<Allocate> {
    const { agreement, line, funding, amount, decision, effectiveOn } = request;
    const text = lineOf(await this.states.agreement(agreement), agreement, line);
    const { shares, distribution } = await distributeLine(request, text, (id) =>
      this.states.distributionKey(id),
    );
    await this.assertMayAllocate(
      request,
      shares.map((share) => share.key),
      amount,
    );
    return {
      type: "allocate",
      agreement,
      line,
      funding,
      allocations: withIds(
        shares.map((share) => ({ recipient: share.key, amount: share.amount })),
        newId,
      ),
      decision,
      by,
      effectiveOn,
      distribution,
    };
  }

  private async assertMayAllocate(
    { agreement, line }: AllocateRequest | DistributeRequest,
    recipients: readonly string[],
    asked: Ore,
  ): Promise<void> {
    const state = await this.states.agreement(agreement);
    assertMayAllocate(state, agreement, line, recipients);
    await assertWithinCeiling(this.states, state, { agreement, line }, asked);
    for (const recipient of recipients) await this.states.assertParty(recipient, "recipient");
  }

  /** Who holds the money is registered, and the posts, which cannot refuse it, can hold it. */
  private async assertOpens({ items, reports = [] }: RequestOf<"record-opening-balance">): Promise<void> {
    for (const [index, { holder }] of items.entries()) {
      if (holder !== undefined) await this.states.assertParty(holder, `items[${index}].holder`);
    }
    for (const [index, { uses }] of reports.entries()) {
      for (const [at, { holder }] of uses.entries())
        await this.states.assertParty(holder, `reports[${index}].uses[${at}].holder`);
    }
    for (const [funding, ofPost] of Map.groupBy(items, (item) => item.funding)) {
      await this.states.assertHolds(funding, sum(ofPost.map(({ amount }) => amount)));
    }
  }

  private async assertAgreement(id: string): Promise<void> {
    const { agreement } = await this.states.agreement(id);
    if (!agreement) {
      throw new RuleError("agreement-unknown", `No agreement ${id} is registered.`, {
        field: "agreement",
        figures: { agreement: id },
      });
    }
  }

  private async reversal({ stream, eventId, reason }: ReverseRequest, by: string): Promise<AddressedCommand> {
    const original = (await this.entriesOf(stream)).find((entry) => entry.eventId === eventId);
    if (!original) {
      throw new RuleError("entry-unknown", `No entry ${eventId} stands in ${stream}.`, {
        field: "eventId",
        figures: { stream, eventId },
      });
    }
    // Registers and closings guard no money: they have nothing to reverse, and no decider that could refuse it.
    const guardian = streamOfReversal(original) ?? (original.type === "EntryReversed" ? stream : undefined);
    if (guardian === undefined) throw nothingToReverse(original);
    await assertGivenBackWithinCeiling(this.states, original);
    const closedThrough = await this.states.closedThrough();
    return {
      stream: guardian,
      command: {
        type: "reverse-entry",
        original,
        reason,
        by,
        ...(closedThrough === undefined ? {} : { closedThrough }),
      },
    };
  }

  private async ruling(
    request: ApplyRulingRequest,
    by: string,
    reclaimId: string,
  ): Promise<AddressedCommand> {
    const state = await this.states.agreement(request.agreement);
    await assertBeyondRuling(this.states, state, request);
    const entries = await this.entriesOf(grantStream(request.agreement, request.recipient));
    const approvals = entries.filter(({ type }) => type === "RequisitionApproved");
    return addressed({ ...request, by, reclaimId, approvals });
  }

  private async entriesOf(stream: string): Promise<OriginalEntry[]> {
    const entries: OriginalEntry[] = [];
    try {
      for await (const { id, type, data } of this.store.readStream(stream)) {
        entries.push({ eventId: id, stream, type, data });
      }
    } catch (error) {
      if (!(error instanceof StreamNotFound)) throw error;
    }
    return entries;
  }
}

function withIds(
  allocations: readonly {
    readonly recipient: string;
    readonly amount: Allocate["allocations"][number]["amount"];
  }[],
  newId: (what: string) => string,
): Allocate["allocations"] {
  const twice = allocations.find(
    ({ recipient }, index) => allocations.findIndex((other) => other.recipient === recipient) !== index,
  );
  if (twice) {
    throw new RuleError("recipient-twice", `${twice.recipient} stands twice in the allocations.`, {
      field: "allocations",
      figures: { recipient: twice.recipient },
    });
  }
  return allocations.map(({ recipient, amount }) => ({
    allocationId: newId(`allocation:${recipient}`),
    recipient,
    amount,
  }));
}

function addressed(command: Parameters<typeof streamOf>[0]): AddressedCommand {
  return { stream: streamOf(command), command };
}
