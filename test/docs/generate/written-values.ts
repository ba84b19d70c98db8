import ts from "typescript";
import { type Sources, symbolOf } from "./sources.ts";

/** What a call gives for a function's parameters. */
export type Given = ReadonlyMap<ts.Node, { readonly expression: ts.Expression; readonly given: Given }>;

export const NOTHING_GIVEN: Given = new Map();

/**
 * The texts that an expression can be, read from the sources: literals, templates, choices between them, and
 * what a call gives for a parameter. What is known at run time only is a placeholder in angle brackets.
 */
export class WrittenValues {
  private readonly sources: Sources;
  private readonly references: ReadonlyMap<ts.Symbol, readonly ts.Identifier[]>;

  constructor(sources: Sources, references: ReadonlyMap<ts.Symbol, readonly ts.Identifier[]>) {
    this.sources = sources;
    this.references = references;
  }

  /** With `all` a template is every text that it can be; without, a part that varies is a placeholder. */
  of(expression: ts.Expression, given: Given, all = false): string[] {
    if (ts.isStringLiteralLike(expression)) return [expression.text];
    if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression)) {
      return this.of(expression.expression, given, all);
    }
    if (ts.isConditionalExpression(expression)) {
      return [...this.of(expression.whenTrue, given, all), ...this.of(expression.whenFalse, given, all)];
    }
    if (ts.isTemplateExpression(expression)) {
      return expression.templateSpans.reduce(
        (texts, { expression: part, literal }) => {
          const parts = all ? this.of(part, given, all) : [this.single(part, given)];
          return texts.flatMap((text) => parts.map((each) => `${text}${each}${literal.text}`));
        },
        [expression.head.text],
      );
    }
    if (ts.isBinaryExpression(expression)) {
      if (expression.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
        return [...this.of(expression.left, given, all), ...this.of(expression.right, given, all)];
      }
      return [placeholder(expression)];
    }
    if (isReplacement(expression)) {
      const [from, to] = expression.arguments.map((each) => (ts.isStringLiteral(each) ? each.text : ""));
      const texts = this.of(expression.expression.expression, given, all);
      return texts.map((text) => (text.startsWith("<") ? text : text.replaceAll(from ?? "", to ?? "")));
    }
    const told = this.messageOf(expression);
    if (told) return this.of(told, NOTHING_GIVEN, all);
    const looked = this.lookedUp(expression);
    if (looked.length > 0) return looked;
    if (ts.isIdentifier(expression)) return this.ofName(expression, given, all);
    return this.ofType(expression) ?? [placeholder(expression)];
  }

  /** `error.message`, of an error whose class writes its sentence itself. */
  private messageOf(expression: ts.Expression): ts.Expression | undefined {
    if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== "message") return undefined;
    const type = this.sources.checker.getTypeAtLocation(expression.expression);
    const declaration = type.symbol?.valueDeclaration;
    if (!declaration || !ts.isClassDeclaration(declaration)) return undefined;
    const made = declaration.members.find(ts.isConstructorDeclaration);
    const first = made?.body?.statements[0];
    if (!first || !ts.isExpressionStatement(first) || !ts.isCallExpression(first.expression))
      return undefined;
    const { expression: called, arguments: given } = first.expression;
    return called.kind === ts.SyntaxKind.SuperKeyword ? given[0] : undefined;
  }

  /** `WORDS.get(code)` and `WORDS[code]`: every word of the table. */
  private lookedUp(expression: ts.Expression): string[] {
    const table = tableOf(expression);
    const declaration = table && symbolOf(this.sources, table)?.valueDeclaration;
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return [];
    return wordsIn(declaration.initializer).map(({ text }) => text);
  }

  /** A part of a template that can be several texts is left to be filled in. */
  private single(expression: ts.Expression, given: Given): string {
    const [text, ...others] = this.of(expression, given);
    return text === undefined || others.length > 0 ? placeholder(expression) : text;
  }

  private ofName(name: ts.Identifier, given: Given, all: boolean): string[] {
    const declaration = symbolOf(this.sources, name)?.valueDeclaration;
    if (declaration === undefined) return [placeholder(name)];
    const told = given.get(declaration);
    if (told) return this.of(told.expression, told.given, all);
    // What the compiler knows here may be narrower than where the name was given its value.
    const typed = this.ofType(name);
    if (typed) return typed;
    if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
      const values = this.of(declaration.initializer, given, all);
      return values.length === 1 && values[0]?.startsWith("<") === true && !values[0].includes(" ")
        ? [placeholder(name)]
        : values;
    }
    return [placeholder(name)];
  }

  /** `"payment" | "report"`, where the compiler knows that it is one of these. */
  private ofType(name: ts.Expression): string[] | undefined {
    const type = this.sources.checker.getTypeAtLocation(name);
    const types = type.isUnion() ? type.types : [type];
    const texts = types.flatMap((each) => (each.isStringLiteral() ? [each.value] : []));
    return texts.length === types.length ? texts : undefined;
  }

  /**
   * What its callers give, where an expression rests on a parameter that nothing is given for yet: one per
   * call, followed up to where it is written.
   */
  givenByCallers(expression: ts.Expression, given: Given): Given[] {
    const parameter = this.openParameter(expression, given);
    if (parameter === undefined) return [given];
    return this.callsOf(parameter.parent).flatMap((call) => {
      const told = new Map(given);
      for (const [index, each] of parameter.parent.parameters.entries()) {
        const argument = call.arguments?.[index] ?? each.initializer;
        if (argument) told.set(each, { expression: argument, given: NOTHING_GIVEN });
      }
      const argument = told.get(parameter)?.expression;
      if (argument === undefined) return [];
      return this.givenByCallers(argument, NOTHING_GIVEN).map((outer) => {
        const all = new Map(told);
        for (const each of parameter.parent.parameters) {
          const own = all.get(each);
          if (own) all.set(each, { ...own, given: outer });
        }
        return all;
      });
    });
  }

  private openParameter(node: ts.Node, given: Given): ts.ParameterDeclaration | undefined {
    if (ts.isIdentifier(node)) {
      const declaration = symbolOf(this.sources, node)?.valueDeclaration;
      const isOpen = declaration && ts.isParameter(declaration) && !given.has(declaration);
      return isOpen && !this.ofType(node) ? declaration : undefined;
    }
    // What is looked up in a parameter is no text that a caller wrote.
    if (ts.isPropertyAccessExpression(node) && !isReplacement(node.parent)) return undefined;
    return ts.forEachChild(node, (child) => this.openParameter(child, given));
  }

  private callsOf(called: ts.Node): (ts.CallExpression | ts.NewExpression)[] {
    const name = nameOfFunction(called);
    const symbol = name && symbolOf(this.sources, name);
    return (symbol ? (this.references.get(symbol) ?? []) : []).flatMap((reference) => {
      const { parent } = reference;
      const callee = ts.isPropertyAccessExpression(parent) && parent.name === reference ? parent : reference;
      const call = callee.parent;
      const calls = ts.isCallExpression(call) || ts.isNewExpression(call);
      return calls && call.expression === callee ? [call] : [];
    });
  }
}

function nameOfFunction(node: ts.Node): ts.Node | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return node.name;
  if (ts.isConstructorDeclaration(node)) return node.parent.name;
  if ((ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && ts.isVariableDeclaration(node.parent)) {
    return node.parent.name;
  }
  return undefined;
}

function tableOf(expression: ts.Expression): ts.Expression | undefined {
  if (ts.isElementAccessExpression(expression)) return expression.expression;
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression))
    return undefined;
  const { name, expression: table } = expression.expression;
  return name.text === "get" ? table : undefined;
}

/** What stands on the right in `{ key: "word" }` and in `new Map([[key, "word"]])`. */
function wordsIn(table: ts.Expression): ts.StringLiteralLike[] {
  const rows = ts.isNewExpression(table) ? table.arguments?.[0] : table;
  const words: (ts.Expression | undefined)[] = [];
  if (rows && ts.isObjectLiteralExpression(rows)) {
    for (const row of rows.properties) if (ts.isPropertyAssignment(row)) words.push(row.initializer);
  } else if (rows && ts.isArrayLiteralExpression(rows)) {
    for (const row of rows.elements) if (ts.isArrayLiteralExpression(row)) words.push(row.elements[1]);
  }
  return words.filter((word) => word !== undefined && ts.isStringLiteralLike(word));
}

function isReplacement(
  node: ts.Node,
): node is ts.CallExpression & { readonly expression: ts.PropertyAccessExpression } {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  return node.expression.name.text === "replaceAll";
}

/** `<amount>` for `formatAmount(amount)`: the last name that says what it is. */
export function placeholder(expression: ts.Expression): string {
  const word = wordOf(expression);
  return word === undefined ? "<…>" : `<${word}>`;
}

function wordOf(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) {
    return ["length", "size", "message", "value"].includes(node.name.text)
      ? wordOf(node.expression)
      : node.name.text;
  }
  if (ts.isCallExpression(node)) {
    const [first] = node.arguments;
    const ofArgument = first && wordOf(first);
    if (ofArgument !== undefined) return ofArgument;
    const [, got] = /\.get(\w+)$/.exec(node.expression.getText()) ?? [];
    if (got !== undefined) return got.toLowerCase();
    return ts.isPropertyAccessExpression(node.expression)
      ? wordOf(node.expression.expression)
      : wordOf(node.expression);
  }
  if (ts.isElementAccessExpression(node) || ts.isNonNullExpression(node)) return wordOf(node.expression);
  return undefined;
}
