import { type Asked, type Fields, type Verdict, type World, refused } from "../facts.ts";
import { dayOf, listOf, maybe, text } from "../reading.ts";

export function registerParty(world: World, { command }: Asked): Verdict {
  const party = text(command, "party");
  if (world.parties.has(party)) return refused("party-exists");
  const payee = maybe(command, "payee");
  return {
    entries: [],
    then: () => {
      const payees = payee === undefined ? [] : [{ payee, from: dayOf("1900-01-01") }];
      const number = maybe(command, "organisationsnummer");
      world.parties.set(party, { number, payees, successor: undefined });
    },
  };
}

/** A party that changes its name keeps everything else. */
export function renameParty(world: World, { command }: Asked): Verdict {
  return world.parties.has(text(command, "party")) ? { entries: [] } : refused("party-unknown");
}

export function succeedParty(world: World, { command, on }: Asked): Verdict {
  const [party, successor] = [text(command, "party"), text(command, "successor")];
  const facts = world.parties.get(party);
  if (!facts || !world.parties.has(successor)) return refused("party-unknown");
  if (party === successor) return refused("party-refers-to-itself");
  if (facts.successor) return refused("party-already-succeeded");
  return { entries: [], then: () => (facts.successor = { party: successor, from: on }) };
}

export function namePayee(world: World, { command, on }: Asked): Verdict {
  const [party, payee] = [text(command, "party"), text(command, "payee")];
  const facts = world.parties.get(party);
  if (!facts || !world.parties.has(payee)) return refused("party-unknown");
  if (party === payee) return refused("party-refers-to-itself");
  return {
    entries: [],
    then: () => {
      facts.payees = [...facts.payees, { payee, from: on }].sort((a, b) => a.from.localeCompare(b.from));
    },
  };
}

export function recordNumber(world: World, { command }: Asked): Verdict {
  const facts = world.parties.get(text(command, "party"));
  const number = text(command, "organisationsnummer");
  if (!facts) return refused("party-unknown");
  if (facts.number === number) return refused("organisationsnummer-unchanged");
  return { entries: [], then: () => world.parties.set(text(command, "party"), { ...facts, number }) };
}

/** A key is registered once: other weights are another key (DOMAIN, the process, 4). */
export function registerKey(world: World, { command }: Asked): Verdict {
  const key = command["key"] as Fields;
  const id = text(key, "id");
  if (world.keys.has(id)) return refused("distribution-key-exists");
  const weights = listOf(key["weights"]).map((each) => ({
    party: text(each, "party"),
    weight: Number(each["weight"]),
  }));
  return { entries: [], then: () => world.keys.set(id, weights) };
}
