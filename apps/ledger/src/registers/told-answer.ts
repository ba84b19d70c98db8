import { Answer } from "../platform/answer.ts";
import type { Told } from "./store/remembered-commands.ts";

/** What a write to the registers answers: the entry, its version as ETag, and whether it was written before. */
export function toldAnswer({ body, version, repeated }: Told): Answer {
  return new Answer(body, { revision: version, repeated });
}
