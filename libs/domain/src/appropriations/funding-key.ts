import { given, givenFigure } from "../given.ts";
import { RuleError, invariant } from "../rule-error.ts";

declare const fundingBrand: unique symbol;

/**
 * The identity of an anslag, anslagspost or delpost: `year-area-anslag[-post[-delpost]]`,
 * for example `2022-9-1:6-18` (budget year 2022, utgiftsområde 9, anslag 1:6, anslagspost 18).
 *
 * The name is not part of it: 1:6 was renamed between 2011 and 2013 (agreements 2011 and 2013, ch. on
 * payment) while its number stayed.
 */
export type FundingKey = string & { readonly [fundingBrand]: true };

export interface FundingParts {
  readonly budgetYear: number;
  readonly area: number;
  readonly anslag: string;
  readonly post?: number;
  readonly delpost?: number;
}

const KEY =
  /^(?<year>(?:19|20|21)\d{2})-(?<area>[1-9]|1\d|2[0-7])-(?<anslag>[1-9]\d?:[1-9]\d?)(?:-(?<post>[1-9]\d{0,2})(?:-(?<delpost>[1-9]\d{0,2}))?)?$/;

/** @throws RuleError `anslag-key-format` */
export function parseFundingKey(text: unknown, field = "anslagspost"): FundingKey {
  if (typeof text !== "string" || !KEY.test(text)) {
    throw new RuleError(
      "anslag-key-format",
      `${field} must be budget year, utgiftsområde (1–27), anslag and optionally anslagspost and delpost, such as "2022-9-1:6-18", not ${given(text)}.`,
      { field, figures: { given: givenFigure(text) } },
    );
  }
  return text as FundingKey;
}

export function fundingParts(key: FundingKey): FundingParts {
  const { year, area, anslag, post, delpost } = KEY.exec(key)?.groups ?? {};
  invariant(anslag !== undefined, `${key} is an anslag key, as parseFundingKey proved`);
  return {
    budgetYear: Number(year),
    area: Number(area),
    anslag,
    ...(post === undefined ? {} : { post: Number(post) }),
    ...(delpost === undefined ? {} : { delpost: Number(delpost) }),
  };
}

/** As a Swedish desk writes it: `UO 9 1:6 ap. 18 (2022)`. */
export function describeFunding(key: FundingKey): string {
  const { budgetYear, area, anslag, post, delpost } = fundingParts(key);
  const postText = post === undefined ? "" : ` ap. ${post}`;
  const delpostText = delpost === undefined ? "" : ` dp. ${delpost}`;
  return `UO ${area} ${anslag}${postText}${delpostText} (${budgetYear})`;
}
