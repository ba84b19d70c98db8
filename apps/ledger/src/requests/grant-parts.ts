import { AgreementId, Amount, AnslagKey, CalendarDay, Slug } from "./fields.ts";

/** One grant: the money of one agreement to one recipient. */
export class OfGrant {
  @AgreementId("The agreement.")
  agreement!: string;

  @Slug("Whose grant it is.", "skr")
  recipient!: string;
}

/** A part of a line, of a grant. */
export class PartOfLine {
  @Slug("The line.", "3a")
  line!: string;

  @AnslagKey("The post; needed only when the line has money from several.", { optional: true })
  anslagspost?: string;

  @Slug("Who has the money, when it was passed on.", "region-01", { optional: true })
  holder?: string;

  @Amount()
  amount!: string;
}

/** A part of a line as a requisition names it. */
export class LineAmount {
  @Slug("The line.", "3a")
  line!: string;

  @Amount()
  amount!: string;
}

export class Period {
  @CalendarDay("First day.", { example: "2022-01-01" })
  from!: string;

  @CalendarDay("Last day.", { example: "2022-12-31" })
  to!: string;
}
