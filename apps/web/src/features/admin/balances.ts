import type { AccountView, TransferView } from "@amanat/contracts";

type AccountRef = TransferView["debit"];

function keyOf(account: AccountRef): string {
  return [account.kind, account.scope, account.party, account.asset].join("|");
}

/**
 * What these transfers did to each account they touch: credits less debits, in base units. Custody and
 * costs come out negative, because a debit is what is held or spent; all of them together are zero.
 */
export function balancesOf(transfers: readonly TransferView[]): AccountView[] {
  const accounts = new Map<string, { account: AccountRef; balance: bigint }>();
  const add = (account: AccountRef, amount: bigint) => {
    const key = keyOf(account);
    const before = accounts.get(key)?.balance ?? 0n;
    accounts.set(key, { account, balance: before + amount });
  };
  for (const { debit, credit, amount } of transfers) {
    add(debit, -BigInt(amount));
    add(credit, BigInt(amount));
  }
  return [...accounts.values()].map(({ account, balance }) => ({ ...account, balance: balance.toString() }));
}
