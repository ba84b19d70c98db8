import type { PartyId } from "../agreements/agreement-terms.ts";
import type { Day } from "../calendar.ts";
import type { Actor } from "../event.ts";
import type { PartyKind } from "./party-file.ts";

export interface PartyRegistered {
  readonly type: "PartyRegistered";
  readonly data: {
    readonly party: PartyId;
    readonly kind: PartyKind;
    readonly name: string;
    /** Earlier and current names with the day each began, oldest first. */
    readonly names: readonly { readonly name: string; readonly from: Day }[];
    readonly organisationsnummer?: string;
    /** Who is paid in its place, for a recipient without organisationsnummer. */
    readonly payee?: PartyId;
    readonly members?: readonly PartyId[];
    readonly by: Actor;
  };
}

export interface PartyRenamed {
  readonly type: "PartyRenamed";
  readonly data: { readonly party: PartyId; readonly name: string; readonly from: Day; readonly by: Actor };
}

/** Another party takes over rights and duties from a day on. The grants stay where they are and name the successor. */
export interface PartySucceeded {
  readonly type: "PartySucceeded";
  readonly data: {
    readonly party: PartyId;
    readonly successor: PartyId;
    readonly from: Day;
    readonly decision: string;
    readonly by: Actor;
  };
}

export interface PayeeNamed {
  readonly type: "PayeeNamed";
  readonly data: { readonly party: PartyId; readonly payee: PartyId; readonly from: Day; readonly by: Actor };
}

/** A number that was not known at registration, or a wrong one corrected: payments from then on bear it. */
export interface OrganisationsnummerRecorded {
  readonly type: "OrganisationsnummerRecorded";
  readonly data: {
    readonly party: PartyId;
    readonly organisationsnummer: string;
    readonly reason: string;
    readonly by: Actor;
  };
}

export type PartyEvent =
  OrganisationsnummerRecorded | PartyRegistered | PartyRenamed | PartySucceeded | PayeeNamed;
