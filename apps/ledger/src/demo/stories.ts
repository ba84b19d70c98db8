import { dagmar2007 } from "./dagmar-2007.ts";
import { jamlik2011 } from "./jamlik-2011.ts";
import { sjsv2022 } from "./sjsv-2022.ts";
import type { Story } from "./story.ts";
import { vissa2013 } from "./vissa-2013.ts";

/** The four agreements, oldest first: the order in which they are told. */
export const STORIES: readonly Story[] = [dagmar2007, jamlik2011, vissa2013, sjsv2022];
