import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Finding, checkConsistency } from "#domain/consistency.ts";
import { FileError, type FileProblem } from "../agreement-files/file-problems.ts";
import { agreementsFolder } from "../agreement-files/schemas.ts";
import { type NamedFile, readFiles } from "../imports/files-to-import.ts";
import { namedButUnknown } from "../imports/named-by-agreement.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { report } from "./failures.ts";
import { print, printJsonList, say } from "./output.ts";
import { forMachines, inTable, tableOf } from "./tables.ts";

/** Compares the figures that agreement files state. Needs no data folder and writes nothing. */
export async function check(names: readonly string[], json: boolean): Promise<ExitCode> {
  const { good, problems } = await readFiles(names);
  const checked = good.map((file) => ({ file, findings: findingsOf(file) }));
  if (json) printJsonList(checked.flatMap(({ file, findings }) => findings.map((one) => asJson(file, one))));
  else for (const { file, findings } of checked) print(forPeople(file, findings));
  const strangers = await strangersIn(good);
  if (!json && strangers === undefined && good.length > 0) say(NAMES_LATER);
  const all = [...problems, ...(strangers ?? [])];
  if (all.length > 0) return report(new FileError(all), json);
  return checked.some(({ findings }) => findings.length > 0) ? EXIT.findings : EXIT.fine;
}

const NAMES_LATER =
  "Whether the parties and keys that are named exist is checked at import, or here beside their files.";

/**
 * Who and what is named and stands in none of the files, nor in those that come with the ledger; undefined
 * when no parties or key file was given to look in.
 */
async function strangersIn(files: readonly NamedFile[]): Promise<FileProblem[] | undefined> {
  if (files.every(({ kind }) => kind === "agreement")) return undefined;
  const folder = agreementsFolder();
  const keys = readdirSync(join(folder, "keys")).map((name) => join(folder, "keys", name));
  const known = [...files, ...(await readFiles([join(folder, "parties.yaml"), ...keys])).good];
  const ids = new Set(
    known.flatMap((file) => (file.kind === "parties" ? file.parties.map(({ id }) => `party ${id}`) : [])),
  );
  for (const file of known) if (file.kind === "distribution_key") ids.add(`key ${file.key.id}`);
  return files.flatMap((file): FileProblem[] => {
    if (file.kind !== "agreement") return [];
    const unknown = namedButUnknown(file.agreement, {
      hasParty: (id) => ids.has(`party ${id}`),
      hasKey: (id) => ids.has(`key ${id}`),
    });
    if (!unknown) return [];
    const message = `Agreement ${file.agreement.id} names ${unknown.missing}: in none of these files, nor in agreements/.`;
    const field = unknown.parties.length > 0 ? "parties" : "lines";
    return [{ file: file.file, field, rule: "agreement-names-unknown", message }];
  });
}

function findingsOf(file: NamedFile): Finding[] {
  return file.kind === "agreement" ? checkConsistency(file.agreement) : [];
}

function asJson(
  file: NamedFile,
  { kind, where, stated, computed, difference, message, cites }: Finding,
): object {
  return {
    kind,
    where,
    stated: forMachines(stated),
    computed: forMachines(computed),
    difference: forMachines(difference),
    message,
    cites,
    agreement: file.kind === "agreement" ? file.agreement.id : null,
    file: file.file,
  };
}

function forPeople(file: NamedFile, findings: readonly Finding[]): string {
  switch (file.kind) {
    case "parties":
      return `${file.file}: ${file.parties.length} ${file.parties.length === 1 ? "party" : "parties"}, valid.\n`;
    case "distribution_key":
      return `${file.file}: distribution key ${file.key.id} of ${file.key.date} with ${file.key.weights.length} ${file.key.weights.length === 1 ? "weight" : "weights"}, valid.\n`;
    case "agreement": {
      const title = `${file.agreement.id}: ${file.agreement.title} (${file.file})`;
      if (findings.length === 0) return `${title}\nAll figures agree.\n`;
      const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
      const table = tableOf<Finding>(
        [
          { heading: "finding", of: ({ kind }) => kind },
          { heading: "where", of: ({ where }) => where },
          { heading: "stated, kr", amount: true, of: ({ stated }) => inTable(stated) },
          { heading: "computed, kr", amount: true, of: ({ computed }) => inTable(computed) },
          { heading: "difference, kr", amount: true, of: ({ difference }) => inTable(difference) },
        ],
        findings,
      );
      const sentences = findings.map((one) => `  - ${readable(one)}`).join("\n");
      return `${title}\n${count}\n${table}\n${sentences}\n`;
    }
  }
}

/** The finding's sentence with its two figures grouped, since seven digits in a row are hard to compare. */
function readable({ message, stated, computed }: Finding): string {
  return [stated, computed].reduce((text, amount) => {
    const figure = new RegExp(`(?<![\\d.])${forMachines(amount).replace(".", "\\.")}(?![\\d])`, "g");
    return text.replace(figure, `${inTable(amount)}\u00A0kr`);
  }, message);
}
