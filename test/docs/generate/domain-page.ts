import { ACCOUNTS, ACCOUNT_NAMES } from "#domain/accounts.ts";
import { type Rule, TOPIC_NAMES } from "./rule-list.ts";
import type { TransferSeen } from "./transfer-rows.ts";

export interface DomainFacts {
  readonly transfers: readonly TransferSeen[];
  readonly withoutMoney: readonly string[];
  readonly rules: readonly Rule[];
}

/** The text of docs/domain.md. */
export function domainPage({ transfers, withoutMoney, rules }: DomainFacts): string {
  return `# Accounts, transfers and rules

Written by \`npm run docs\` from the code, by reading it and by playing every case and the demo; do not edit it
by hand. What the words mean in the process is in [rules.md](rules.md); how the parts fit is in
[architecture.md](architecture.md).

## Accounts

An account is a state that a krona can be in. Its guardian is the kind of stream in which money may leave it.
For each post, \`appropriation\` is minus the sum of all its other accounts; no account but \`appropriation\` and
\`bank\` is ever below zero. From \`libs/domain/src/accounts.ts\`.

| account | Swedish | guardian | money that is … |
| --- | --- | --- | --- |
${ACCOUNT_NAMES.map(accountRow).join("\n")}

## Transfers

What each event that moves money has moved, in the cases and the demo. The table that decides is
\`libs/domain/src/transfers.ts\`. A voucher (verifikation) is an accounting event of its own; the others are
decisions to follow up.

Money on a post has the dimension \`funding\` (the post). Money in a grant has \`funding\`, \`agreement\`, \`line\`,
\`recipient\` and \`holder\`; cash has \`receipt\`. The last column says what changes beside the account.

| event | from | to | voucher | what changes |
| --- | --- | --- | --- | --- |
${transfers.map(transferRow).join("\n")}

**A reversal** (\`EntryReversed\`) moves what its original moved from \`to\` back to \`from\`, and is a voucher when
the original is one. It is reversed in the stream where the money stands now, once, and is never reversed
itself.

**An arrival** (\`FundsArrived\`, \`LineFundingArrived\`) tells another stream what has come to it. It moves nothing:
the transfer stands in the event that caused it.

**Events that move no money:** ${withoutMoney.map((type) => `\`${type}\``).join(", ")}.

## Rules

Everything that the ledger can refuse with: ${rules.length} rules. A problem's \`type\` is \`/problems/\` and the rule,
and the running server shows each at that address. \`{amount}\` in a sentence stands for what is filled in. The
files are where it is said; a case shows it at work.

${TOPIC_NAMES.map((topic) => rulesOn(topic, rules)).join("\n\n")}
`;
}

function accountRow(account: (typeof ACCOUNT_NAMES)[number]): string {
  const { swedish, guardian, meaning } = ACCOUNTS[account];
  return `| \`${account}\` | ${swedish} | ${guardian} | ${meaning} |`;
}

function transferRow(
  { type, from, to, voucher, ...row }: TransferSeen,
  index: number,
  all: readonly TransferSeen[],
) {
  const name = all[index - 1]?.type === type ? "" : `\`${type}\``;
  return `| ${name} | \`${from}\` | \`${to}\` | ${voucher ? "yes" : ""} | ${changesIn(row)} |`;
}

function changesIn({
  leaves,
  arrives,
  changes,
}: Pick<TransferSeen, "leaves" | "arrives" | "changes">): string {
  const gained = arrives.filter((name) => !leaves.includes(name));
  const lost = leaves.filter((name) => !arrives.includes(name));
  return [
    ...(gained.length > 0 ? [`gets ${gained.join(", ")}`] : []),
    ...(lost.length > 0 ? [`loses ${lost.join(", ")}`] : []),
    ...(changes.length > 0 ? [`another ${changes.join(", ")}`] : []),
  ].join("; ");
}

function rulesOn(topic: string, rules: readonly Rule[]): string {
  return [
    `### ${topic}`,
    rules
      .filter((rule) => rule.topic === topic)
      .map(ruleItem)
      .join("\n"),
  ].join("\n\n");
}

function ruleItem({ id, messages, status, files, cases }: Rule): string {
  const [first] = cases;
  const more = cases.length > 1 ? ` and ${cases.length - 1} more` : "";
  const shown = first === undefined ? "" : ` Case: [${first}](../test/cases/${first})${more}.`;
  const said = messages.map((message) => `  - ${escaped(message)}`);
  const where = files.map((file) => `\`${file}\``).join(", ");
  return [`- **\`${id}\`** (${status}): ${where}.${shown}`, ...said].join("\n");
}

const escaped = (text: string): string => text.replaceAll(/[*_[\]<>`]/g, "\\$&");
