import ts from "typescript";
import { type Sources, everyNode, placeOf, referencesIn, symbolOf } from "./sources.ts";
import { NOTHING_GIVEN, WrittenValues } from "./written-values.ts";
import { type Reached, whatReaches } from "./what-reaches.ts";

/** A place in the sources that refuses by a rule. */
export interface Refusal {
  readonly rule: string;
  /** One, or several where the sentence depends on the case; `<amount>` stands for what is filled in. */
  readonly messages: readonly string[];
  readonly file: string;
  /** Given where the HTTP status is written beside the rule. */
  readonly status?: string;
  /** The requests whose decision can end there. */
  readonly requests: readonly string[];
  /** Met while a request is read, before anything is decided. */
  readonly whileRead: boolean;
}

const WRITTEN = /^[a-z0-9-]+$/;
/** What the framework or a parser of files says can end in a word of theirs. */
const WRITTEN_IN_PART = /^[a-z0-9-]+(<\w+>)?$/;

/** Where a rule and its sentence are written, side by side. */
interface Sentence {
  readonly at: ts.Node;
  readonly rule: ts.Expression;
  readonly message: ts.Expression | undefined;
  readonly status?: string;
  /** The sentence that `message` is a part of, at its `<what>`. */
  readonly frame?: ts.Expression;
}

/**
 * Everything that the code can refuse with: rule errors, problems of HTTP, and what the command line says.
 *
 * @throws Error when a rule error's id is not written anywhere, and therefore in no list
 */
export function refusalsIn(sources: Sources): Refusal[] {
  const references = referencesIn(sources);
  const values = new WrittenValues(sources, references);
  const reaches = whatReaches(sources, references);
  return sentencesIn(sources).flatMap((sentence) => refusalsOf(sentence, values, reaches));
}

function refusalsOf(
  { at, rule, message, status, frame: around }: Sentence,
  values: WrittenValues,
  reaches: (node: ts.Node) => Reached,
): Refusal[] {
  const file = placeOf(at.getSourceFile());
  const frame = around === undefined ? undefined : values.of(around, NOTHING_GIVEN)[0];
  return values.givenByCallers(rule, NOTHING_GIVEN).flatMap((given) => {
    const texts = message === undefined ? [] : values.of(message, given);
    const ids = values.of(rule, given, true);
    // Of several rules and several sentences nobody can say which belong together.
    const isClear = ids.length === 1 || texts.length === 1;
    const messages = isClear
      ? texts.map((text) => (frame === undefined ? text : frame.replace("<what>", text)))
      : [];
    // What passes on the rule of another error adds none: that one is in the list from where it is first said.
    return ids.flatMap((id) => {
      if (id === "<rule>" || (id.startsWith("<") && ts.isObjectLiteralExpression(at))) return [];
      if (!(ts.isNewExpression(at) ? WRITTEN : WRITTEN_IN_PART).test(id))
        throw new Error(`${file}: the rule ${id} is not written out.`);
      const about = status === undefined ? {} : { status };
      return [{ rule: id, messages, file, ...about, ...reaches(at) }];
    });
  });
}

function sentencesIn(sources: Sources): Sentence[] {
  const found: Sentence[] = [];
  const named: Sentence[] = [];
  let frame: ts.Expression | undefined;
  everyNode(sources.files, (node) => {
    if (ts.isNewExpression(node) && isRuleError(sources, node)) {
      const [rule, message] = node.arguments ?? [];
      if (rule && rule.getText() === "refusal.rule") frame = message;
      else if (rule) found.push({ at: node, rule, message });
    } else if (ts.isObjectLiteralExpression(node)) {
      const [rule, message] = [memberOf(node, "rule"), memberOf(node, "message")];
      const what = memberOf(node, "what");
      if (rule && message) found.push({ at: node, rule, message });
      else if (rule && what) named.push({ at: node, rule, message: what });
    } else if (ts.isCallExpression(node) && isProblem(node)) {
      const [status, rule, message] = node.arguments;
      if (status && rule && ts.isNumericLiteral(status))
        found.push({ at: node, rule, message, status: status.text });
    } else if (ts.isVariableDeclaration(node) && node.name.getText() === "HTTP_RULES") {
      found.push(...ofMap(node));
    }
  });
  // A refusal that is handed on as a rule and who refuses: the sentence stands where it is thrown.
  return [...found, ...named.map((each) => (frame === undefined ? each : { ...each, frame }))];
}

/** `[400, "malformed-request"]`: the sentence is the framework's. */
function ofMap(table: ts.VariableDeclaration): Sentence[] {
  const found: Sentence[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isArrayLiteralExpression(node)) {
      const [status, rule] = node.elements;
      if (status && rule && ts.isNumericLiteral(status)) {
        found.push({ at: table, rule, message: undefined, status: status.text });
      }
    }
    ts.forEachChild(node, walk);
  };
  walk(table);
  return found;
}

function isRuleError(sources: Sources, { expression }: ts.NewExpression): boolean {
  const declaration = symbolOf(sources, expression)?.valueDeclaration;
  if (!declaration || !ts.isClassDeclaration(declaration)) return false;
  const { name, heritageClauses = [] } = declaration;
  if (name?.text === "RuleError") return true;
  // A document's problems are rule errors of their own.
  return (
    name?.text !== "DocumentError" && heritageClauses.some((clause) => /\bRuleError\b/.test(clause.getText()))
  );
}

function isProblem({ expression, getSourceFile, arguments: given }: ts.CallExpression): boolean {
  return (
    ts.isIdentifier(expression) &&
    ["plain", "answer"].includes(expression.text) &&
    given.length > 2 &&
    getSourceFile.call(expression).fileName.endsWith("/platform/problems.ts")
  );
}

function memberOf({ properties }: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of properties) {
    if (!property.name || property.name.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}
