import type { Decider } from "../decider.ts";
import type { Actor } from "../event.ts";
import { RuleError } from "../rule-error.ts";
import type { DistributionKey } from "./distribution-key-file.ts";

/** The weights that amounts are split by. The key and its date are part of every distribution that uses it. */
export interface DistributionKeyRegistered {
  readonly type: "DistributionKeyRegistered";
  readonly data: { readonly key: DistributionKey; readonly by: Actor };
}

export interface RegisterDistributionKey {
  readonly type: "register-distribution-key";
  readonly key: DistributionKey;
  readonly by: Actor;
}

export interface DistributionKeyState {
  key: DistributionKey | undefined;
}

/** The decider of one key: registered once. Other weights are another key with another id and date. */
export const distributionKey: Decider<
  RegisterDistributionKey,
  DistributionKeyRegistered,
  DistributionKeyState
> = {
  initialState: () => ({ key: undefined }),
  evolve: (state, event) => {
    state.key = event.data.key;
    return state;
  },
  decide: ({ key, by }, state) => {
    if (state.key) {
      throw new RuleError(
        "distribution-key-exists",
        `Key ${key.id} is registered already (${state.key.label}): a key with other weights gets an id of its own.`,
        { field: "id", figures: { key: key.id, registered: state.key.label } },
      );
    }
    return [{ type: "DistributionKeyRegistered", data: { key, by } }];
  },
};
