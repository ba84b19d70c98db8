import { join, relative } from "node:path";
import ts from "typescript";

export const ROOT = join(import.meta.dirname, "..", "..", "..");

/** The sources as the compiler sees them, without tests. */
export interface Sources {
  readonly checker: ts.TypeChecker;
  readonly files: readonly ts.SourceFile[];
}

/** A generated file is made from the others, not they from it. */
const GENERATED = "apps/ledger/src/platform/problem-pages.ts";
const NOT_SERVED = /\.spec\.ts$|\.contract\.ts$|\/testing\/|\/demo\//;

export function readSources(): Sources {
  const path = join(ROOT, "tsconfig.build.json");
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: object };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const program = ts.createProgram(fileNames, { ...options, skipLibCheck: true });
  const files = program
    .getSourceFiles()
    .filter(({ fileName, isDeclarationFile }) => !isDeclarationFile && !fileName.includes("node_modules"))
    .filter((file) => !NOT_SERVED.test(file.fileName) && placeOf(file) !== GENERATED);
  return { checker: program.getTypeChecker(), files };
}

/** The file's path from the project's root. */
export const placeOf = (file: ts.SourceFile): string => relative(ROOT, file.fileName);

export function everyNode(files: readonly ts.SourceFile[], visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, walk);
  };
  files.forEach(walk);
}

/** What a name stands for, through imports. */
export function symbolOf({ checker }: Sources, name: ts.Node): ts.Symbol | undefined {
  const parent = name.parent;
  const symbol =
    ts.isShorthandPropertyAssignment(parent) && parent.name === name
      ? checker.getShorthandAssignmentValueSymbol(parent)
      : checker.getSymbolAtLocation(name);
  if (symbol === undefined) return undefined;
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Where each function, class and constant of the sources is named, apart from its own declaration. */
export function referencesIn(sources: Sources): ReadonlyMap<ts.Symbol, readonly ts.Identifier[]> {
  const references = new Map<ts.Symbol, ts.Identifier[]>();
  everyNode(sources.files, (node) => {
    if (!ts.isIdentifier(node) || isDeclared(node)) return;
    const symbol = symbolOf(sources, node);
    if (symbol === undefined) return;
    const found = references.get(symbol);
    if (found) found.push(node);
    else references.set(symbol, [node]);
  });
  return references;
}

function isDeclared(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isExportSpecifier(parent)) return true;
  // These have a name too, and it is one that they use.
  if (ts.isPropertyAccessExpression(parent) || ts.isShorthandPropertyAssignment(parent)) return false;
  return "name" in parent && parent.name === name;
}
