import { type DynamicModule, Module } from "@nestjs/common";
import { APP_FILTER, APP_GUARD } from "@nestjs/core";
import { AgreementReads } from "./agreements/agreement-reads.ts";
import { AgreementsController } from "./agreements/agreements.controller.ts";
import { AppropriationReads } from "./appropriations/appropriation-reads.ts";
import { AppropriationsController } from "./appropriations/appropriations.controller.ts";
import { BalancesController } from "./balances/balances.controller.ts";
import { BulkController } from "./bulk/bulk.controller.ts";
import { DeadlinesController } from "./deadlines/deadlines.controller.ts";
import { DistributionKeysController } from "./parties/distribution-keys.controller.ts";
import { EventsController } from "./events/events.controller.ts";
import { CostReportsController, ReclaimsController } from "./grants/claims.controller.ts";
import { GrantReads } from "./grants/grant-reads.ts";
import { GrantsController } from "./grants/grants.controller.ts";
import { PaymentsController, UseOfFundsController } from "./grants/payments.controller.ts";
import { RequisitionsController } from "./grants/requisitions.controller.ts";
import { Ledger } from "./ledger/ledger.ts";
import { PartiesController } from "./parties/parties.controller.ts";
import { HealthController } from "./platform/health.controller.ts";
import { ProblemFilter } from "./platform/problem-filter.ts";
import { Writes } from "./platform/writes.ts";
import { JournalController } from "./journal/journal.controller.ts";
import { ReadSide } from "./reads/read-side.ts";
import { WaitForPosition } from "./reads/wait-for-position.ts";
import { ReceiptsController } from "./receipts/receipts.controller.ts";
import { WorkController } from "./work/work.controller.ts";
import { AttachmentsController } from "./registers/attachments.controller.ts";
import { ContactsController } from "./registers/contacts.controller.ts";
import { ErasuresController } from "./registers/erasures.controller.ts";
import { KnownParties } from "./registers/known-parties.ts";
import { PersonsController } from "./registers/persons.controller.ts";
import { Registers } from "./registers/registers.ts";

/** The HTTP service around a ledger and registers that are open already. */
@Module({})
export class AppModule {
  static around(ledger: Ledger, reads: ReadSide, registers: Registers): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        AgreementsController,
        AppropriationsController,
        GrantsController,
        RequisitionsController,
        PaymentsController,
        UseOfFundsController,
        CostReportsController,
        ReclaimsController,
        ReceiptsController,
        PartiesController,
        DistributionKeysController,
        BalancesController,
        BulkController,
        JournalController,
        DeadlinesController,
        WorkController,
        EventsController,
        PersonsController,
        ContactsController,
        AttachmentsController,
        ErasuresController,
        HealthController,
      ],
      providers: [
        { provide: Ledger, useValue: ledger },
        { provide: Registers, useValue: registers },
        { provide: ReadSide, useValue: reads },
        Writes,
        KnownParties,
        AgreementReads,
        AppropriationReads,
        GrantReads,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: WaitForPosition },
      ],
    };
  }
}
