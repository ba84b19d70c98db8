import { type Finding, checkConsistency } from "#domain/consistency.ts";
import { FileError } from "../agreement-files/file-problems.ts";
import { type NamedFile, readFiles } from "../imports/files-to-import.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { report } from "./failures.ts";
import { print, printJsonList } from "./output.ts";
import { forMachines, inTable, tableOf } from "./tables.ts";

/** Compares the figures that agreement files state. Needs no data folder and writes nothing. */
export async function check(names: readonly string[], json: boolean): Promise<ExitCode> {
  const { good, problems } = await readFiles(names);
  const checked = good.map((file) => ({ file, findings: findingsOf(file) }));
  if (json) printJsonList(checked.flatMap(({ file, findings }) => findings.map((one) => asJson(file, one))));
  else for (const { file, findings } of checked) print(forPeople(file, findings));
  if (problems.length > 0) return report(new FileError(problems), json);
  return checked.some(({ findings }) => findings.length > 0) ? EXIT.findings : EXIT.fine;
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
