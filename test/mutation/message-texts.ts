import { PluginKind, declareValuePlugin } from "@stryker-mutator/api/plugin";

/** What is looked at of a node and its place in the tree; Babel's own types are no dependency here. */
interface Node {
  readonly type: string;
  readonly callee?: Node;
  readonly name?: string;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly raw: string } }[];
}
interface Place {
  readonly node: Node;
  readonly key: string | number | null;
  readonly listKey?: string | undefined;
  readonly parentPath: Place | null;
}

/** What takes a sentence for a person, and as which of its arguments. */
const SENTENCES: Readonly<Record<string, number>> = {
  RuleError: 1,
  InvariantError: 0,
  invariant: 1,
  fileError: 1,
  namesError: 1,
  refuse: 1,
  wrongFormat: 1,
};

const TWO_WORDS = /[a-zåäö]{2,}[,:]? [a-zåäö]{2,}/i;

/**
 * The words of a message are for a person: its rule, field and figures, which clients read, are mutated, and the
 * sentence is not. A test of its wording would only write the sentence twice.
 */
export const messageTexts = {
  shouldIgnore(path: unknown): string | undefined {
    const place = path as Place;
    return isSentence(place) || TWO_WORDS.test(textOf(place.node)) ? "the words of a message" : undefined;
  },
};

function isSentence({ key, listKey, parentPath }: Place): boolean {
  if (listKey !== "arguments" || !parentPath) return false;
  const { type, callee } = parentPath.node;
  if (type !== "NewExpression" && type !== "CallExpression") return false;
  return callee?.type === "Identifier" && SENTENCES[callee.name ?? ""] === key;
}

function textOf({ type, value, quasis = [] }: Node): string {
  if (type === "StringLiteral") return String(value);
  return type === "TemplateLiteral" ? quasis.map((part) => part.value.raw).join("…") : "";
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "message-texts", messageTexts)];
