import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { OpenAPIObject } from "@nestjs/swagger";
import { agreementsFolder } from "../agreement-files/schemas.ts";

/** The description that is kept beside the sources, and comes with the package. */
export function committedFile(): string {
  return join(dirname(agreementsFolder()), "openapi.json");
}

/** As it was last written by `npm run openapi`; nothing when it never was. */
export function committedDescription(): OpenAPIObject | undefined {
  const file = committedFile();
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, "utf8")) as OpenAPIObject;
}

/** The file's text for a description. */
export function textOf(document: OpenAPIObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
