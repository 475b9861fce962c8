import { memoHash, type TonNode } from "@amanat/chain";
import type { Target } from "../targets.ts";

/** A wallet of ours, and where it holds one token: the account whose transactions tell what came. */
export type Holding = { readonly owner: string; readonly token: string; readonly account: string };

/** Targets, made ready for telling whose a transfer is. */
export type Watched = {
  readonly targets: readonly Target[];
  readonly owners: readonly string[];
  /** The target of a transfer to a wallet with this memo, from this block on; null where nobody watches. */
  targetOf(place: { owner: string; memo: string | null; block: number }): { target: Target; referenceHash: string | null } | null;
};

export function watchedOf(targets: readonly Target[]): Watched {
  const byReference = new Map(
    targets.flatMap((target) => (target.referenceHash === null ? [] : [[target.referenceHash, target] as const])),
  );
  const wallets = new Map(targets.flatMap((target) => (target.referenceHash === null ? [[target.depositAddress, target] as const] : [])));
  return {
    targets,
    owners: [...new Set(targets.map(({ depositAddress }) => depositAddress))].toSorted(),
    targetOf({ owner, memo, block }) {
      const hash = memo === null ? null : memoHash(memo);
      const named = hash === null ? undefined : byReference.get(hash);
      if (named !== undefined && named.depositAddress === owner) return { target: named, referenceHash: hash };
      const wallet = wallets.get(owner);
      // A transfer from before the wallet was watched is no payment.
      return wallet !== undefined && block >= wallet.fromBlock ? { target: wallet, referenceHash: null } : null;
    },
  };
}

/** The accounts to read: one for each wallet and token. Errors: UPSTREAM_ERROR, Away. */
export async function holdingsOf(node: TonNode, owners: readonly string[], tokens: readonly string[]): Promise<Holding[]> {
  const all: Holding[] = [];
  for (const owner of owners) for (const token of tokens) all.push({ owner, token, account: await node.walletOf(token, owner) });
  return all;
}
