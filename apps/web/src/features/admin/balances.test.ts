import type { TransferView } from "@amanat/contracts";
import { expect, test } from "vitest";
import { balancesOf } from "./balances.ts";

const asset = `eip155:31337/erc20:0x${"a".repeat(40)}`;
const account = (kind: TransferView["debit"]["kind"], party = "") => ({ kind, scope: "deal", party, asset });
const transfer = (leg: number, debit: TransferView["debit"], credit: TransferView["debit"], amount: string): TransferView => ({
  journal: "j",
  leg,
  code: "deposit",
  debit,
  credit,
  asset,
  amount,
  chainRef: null,
  at: "2026-11-20T10:00:00.000Z",
});

test("balances are credits less debits and sum to zero", () => {
  const seen = balancesOf([
    transfer(0, account("custody", "0xaddress"), account("received"), "100"),
    transfer(1, account("received"), account("held"), "100"),
    transfer(2, account("held"), account("releasable", "seller"), "98"),
    transfer(3, account("held"), account("platform_fee"), "2"),
  ]);
  expect(Object.fromEntries(seen.map(({ kind, balance }) => [kind, balance]))).toEqual({
    custody: "-100",
    received: "0",
    held: "0",
    releasable: "98",
    platform_fee: "2",
  });
  expect(seen.reduce((sum, { balance }) => sum + BigInt(balance), 0n)).toBe(0n);
});
