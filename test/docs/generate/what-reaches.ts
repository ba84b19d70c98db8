import ts from "typescript";
import { REQUEST_TYPES } from "#ledger/requests/requests.ts";
import { type Sources, placeOf, symbolOf } from "./sources.ts";

export interface Reached {
  /** The requests that get there when they are decided. */
  readonly requests: readonly string[];
  /** It is got to while a request or a query is read. */
  readonly whileRead: boolean;
}

const REQUEST_NAMES: ReadonlySet<string> = new Set(REQUEST_TYPES);
/** Where the form of what was asked is read. */
const READING =
  /^apps\/ledger\/src\/(requests\/|bulk\/|platform\/(asking|writes)|reads\/asked-|registers\/register-fields)/;

/** What a request names is looked up once it has been read, before it is decided. */
const AFTER_READING = /requests\/known-references/;

/** What the ledger asks of itself, with the request that makes it ask. */
const ASKED_BY: Readonly<Record<string, string>> = {
  "receive-repayment": "place-receipt",
  "reverse-entry": "reverse",
  "take-moved-appropriation": "move-appropriation",
};

/** Who gets to a place: its function, those that name that function, and so on, up to a request's own branch. */
export function whatReaches(
  sources: Sources,
  references: ReadonlyMap<ts.Symbol, readonly ts.Identifier[]>,
): (node: ts.Node) => Reached {
  return (node) => {
    if (AFTER_READING.test(placeOf(node.getSourceFile()))) return { requests: [], whileRead: false };
    const requests = new Set<string>();
    const seen = new Set<ts.Symbol>();
    let whileRead = false;
    const open = [node];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (READING.test(placeOf(at.getSourceFile())) || isReading(at)) {
        whileRead = true;
        continue;
      }
      const branch = branchOf(at);
      if (branch.length > 0) {
        const asked = branch.map((name) => ASKED_BY[name] ?? name);
        asked.filter((name) => REQUEST_NAMES.has(name)).forEach((name) => requests.add(name));
        continue;
      }
      const name = enclosing(at);
      const symbol = name && symbolOf(sources, name);
      if (symbol === undefined || seen.has(symbol)) continue;
      seen.add(symbol);
      open.push(...(references.get(symbol) ?? []));
    }
    return { requests: [...requests].sort(), whileRead };
  };
}

/** A decorator of a field says how the field is read; an invalid request holds what was wrong while reading. */
function isReading(node: ts.Node): boolean {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isNewExpression(at) && at.expression.getText() === "InvalidRequest") return true;
    // What is not thrown but noted is one of several wrong fields.
    if (ts.isCallExpression(at) && at.expression.getText() === "problems.push") return true;
    if (ts.isDecorator(at)) return ts.isPropertyDeclaration(at.parent);
  }
  return false;
}

/** The names of the commands in whose branch of a switch something stands. */
function branchOf(node: ts.Node): string[] {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isCaseClause(at)) continue;
    if (!/^(command|request|asked)\.type$/.test(at.parent.parent.expression.getText())) continue;
    const { clauses } = at.parent;
    const names: string[] = [];
    for (let index = clauses.indexOf(at); index >= 0; index -= 1) {
      const clause = clauses[index];
      if (!clause || !ts.isCaseClause(clause)) break;
      if (clause !== at && clause.statements.length > 0) break;
      if (ts.isStringLiteral(clause.expression)) names.push(clause.expression.text);
    }
    return names;
  }
  return [];
}

/** The name of the function, method, class or constant that something stands in. */
function enclosing(node: ts.Node): ts.Node | undefined {
  for (let at: ts.Node = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at) || ts.isGetAccessor(at)) return at.name;
    if (ts.isConstructorDeclaration(at) || ts.isPropertyDeclaration(at)) return at.parent.name;
    if (ts.isClassDeclaration(at)) return at.name;
    if (ts.isVariableDeclaration(at) && (isTopLevel(at) || isFunction(at))) return at.name;
  }
  return undefined;
}

const isTopLevel = (at: ts.VariableDeclaration): boolean => ts.isSourceFile(at.parent.parent.parent);
const isFunction = ({ initializer }: ts.VariableDeclaration): boolean =>
  initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
