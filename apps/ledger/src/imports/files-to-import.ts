import { type FileProblem, FileError } from "../agreement-files/file-problems.ts";
import { type AgreementFile, readAgreementFile } from "../agreement-files/read-file.ts";

/** A file as it was named, with what stands in it. */
export type NamedFile = AgreementFile & { readonly file: string };

/** What could be read, and every problem of what could not; both in the order of the names. */
export interface FilesRead {
  readonly good: readonly NamedFile[];
  readonly problems: readonly FileProblem[];
}

/** Reads every file, also after a bad one, so that all problems are told at once. */
export async function readFiles(names: readonly string[]): Promise<FilesRead> {
  const good: NamedFile[] = [];
  const problems: FileProblem[] = [];
  for (const file of names) {
    try {
      good.push({ file, ...(await readAgreementFile(file)) });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { good, problems };
}

/** @throws FileError with the problems of all files when any is bad */
export async function readGoodFiles(names: readonly string[]): Promise<readonly NamedFile[]> {
  const { good, problems } = await readFiles(names);
  if (problems.length > 0) throw new FileError(problems);
  return good;
}
