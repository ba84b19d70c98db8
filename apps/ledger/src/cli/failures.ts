import { CommanderError } from "commander";
import { InvariantError, RuleError, type Figures } from "#domain/rule-error.ts";
import { CommandIdReused, StaleRevision } from "#event-store/command-errors.ts";
import { StoreUnavailable, WrongExpectedRevision } from "#event-store/errors.ts";
import { DatabaseUnavailable } from "#projections/database-unavailable.ts";
import { ProjectionStopped } from "#projections/projector.ts";
import { PoisonedEvent } from "#projections/read-model/posted-events.ts";
import { FileError, type FileProblem } from "../agreement-files/file-problems.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { say } from "./output.ts";

/** An option or an argument is wrong, beyond what the option parser sees by itself. */
export class UsageError extends RuleError {}

interface Failure {
  readonly exit: ExitCode;
  readonly rule: string;
  readonly message: string;
  readonly field?: string | undefined;
  readonly figures?: Figures;
  readonly problems?: readonly FileProblem[];
}

/**
 * Tells what went wrong on stderr: a sentence for a person and, with `--json`, one JSON object on the last
 * line.
 */
export function report(error: unknown, json: boolean): ExitCode {
  const { exit, rule, message, field, figures, problems } = failureOf(error);
  // The option parser has already said its own sentence.
  if (!(error instanceof CommanderError)) say(message);
  if (exit === EXIT.defect && error instanceof Error && error.stack !== undefined) say(error.stack);
  if (json) {
    const told = { rule, message, field: field ?? null, figures: figures ?? {} };
    say(JSON.stringify({ error: problems === undefined ? told : { ...told, problems } }));
  }
  return exit;
}

function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, "");
    return { exit: EXIT.badInput, rule: usageRule(error.code), message };
  }
  if (error instanceof FileError) {
    const [first] = error.problems;
    return {
      exit: EXIT.badInput,
      rule: first?.rule ?? "file-unreadable",
      message: error.message,
      field: first?.field,
      problems: error.problems,
    };
  }
  if (error instanceof RuleError) {
    const { rule, message, field, figures } = error;
    return {
      exit: error instanceof UsageError ? EXIT.badInput : EXIT.refused,
      rule,
      message,
      field,
      figures,
    };
  }
  if (error instanceof StoreUnavailable) {
    const rule = `log-${error.reason.replaceAll("_", "-")}`;
    return { exit: EXIT.unavailable, rule, message: error.message };
  }
  if (error instanceof PoisonedEvent) {
    const message = `The read model stops there: ${error.message}. Somebody has to look; no figure is told without this event.`;
    return { exit: EXIT.unavailable, rule: "log-not-applied", message, figures: eventIn(error) };
  }
  if (error instanceof DatabaseUnavailable)
    return { exit: EXIT.unavailable, rule: "read-model-unavailable", message: error.message };
  if (error instanceof ProjectionStopped)
    return { exit: EXIT.unavailable, rule: "log-not-applied", message: error.message };
  if (error instanceof CommandIdReused)
    return { exit: EXIT.refused, rule: "command-id-reused", message: error.message };
  if (error instanceof StaleRevision || error instanceof WrongExpectedRevision)
    return { exit: EXIT.refused, rule: "stale-revision", message: error.message };
  const what = error instanceof Error ? error.message : String(error);
  const kind = error instanceof InvariantError ? "invariant-broken" : "defect";
  return { exit: EXIT.defect, rule: kind, message: `This is a defect of the ledger: ${what}` };
}

const eventIn = ({ event: { id, position, stream, type } }: PoisonedEvent): Figures => ({
  ...{ id, stream, type },
  position: String(position),
});

/** `commander.unknownOption` → `usage-unknown-option`. */
function usageRule(code: string): string {
  const name = code.replace(/^commander\./, "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `usage-${name}`;
}
