import { DEMO_ACCOUNTS, HOME_CHAIN, startTestWorld, type TestWorld } from "@amanat/devstack/chain";
import { createWalletClient, defineChain, getAddress, http, type Address } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { readContract, sendTransaction, waitForTransactionReceipt } from "viem/actions";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allowanceOf, approvalsOf, requireFunds, signPayment, type Payer, type Payment, type PayStep } from "./send-payment.ts";
import { approvalsFor, approveCall, ERC20_ABI } from "./transactions.ts";

describe("the allowances a payment begins with", () => {
  test.each([
    { left: 0n, total: 5n, approvals: [5n] },
    { left: 5n, total: 5n, approvals: [] },
    { left: 6n, total: 5n, approvals: [] },
    { left: 2n ** 256n - 1n, total: 5n, approvals: [] },
    { left: 4n, total: 5n, approvals: [0n, 5n] },
    { left: 1n, total: 5n, approvals: [0n, 5n] },
  ])("$left allowed, $total to pay", ({ left, total, approvals }) => expect(approvalsFor(left, total)).toEqual(approvals));
});

const ESCROW = getAddress(`0x${"e5".repeat(20)}`);
let chain: TestWorld;
let client: Payer;
let tether: Address;

beforeAll(async () => {
  chain = await startTestWorld({ escrowWallet: ESCROW });
  const account = mnemonicToAccount(chain.mnemonic, { addressIndex: DEMO_ACCOUNTS.buyer });
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  const local = defineChain({ id: HOME_CHAIN.id, name: "Local", nativeCurrency, rpcUrls: { default: { http: [chain.url] } } });
  client = createWalletClient({ account, chain: local, transport: http(chain.url), pollingInterval: 20 });
  tether = getAddress(await chain.tether());
});
afterAll(() => chain?.stop());

function payment(amount: bigint): Payment {
  const proxy = getAddress(chain.world.proxy);
  const fee = { feeAmount: 0n, feeAddress: ESCROW };
  return { way: "proxy", evmChainId: HOME_CHAIN.id, proxy, token: tether, to: ESCROW, amount, reference: "0xa0098add01acc736", ...fee };
}

/** A wallet's own `approve`, as another site or an earlier version of this one left it. */
async function leave(amount: bigint): Promise<string> {
  const call = approveCall(tether, getAddress(chain.world.proxy), amount);
  const hash = await sendTransaction(client, { account: client.account, chain: client.chain, to: call.to, data: call.data });
  return (await waitForTransactionReceipt(client, { hash })).status;
}

const received = () => readContract(client, { address: tether, abi: ERC20_ABI, functionName: "balanceOf", args: [ESCROW] });

/** Pays as the page does; answers which signatures it took. */
async function pay(amount: bigint): Promise<string[]> {
  const due = payment(amount);
  const steps: PayStep[] = [];
  await requireFunds(client, due);
  const approvals = approvalsOf(due, await allowanceOf(client, client.account.address, due));
  const before = await received();
  const hash = await signPayment(client, due, approvals, (step) => steps.push(step));
  expect((await waitForTransactionReceipt(client, { hash })).status).toBe("success");
  expect((await received()) - before).toBe(amount);
  return steps.filter(({ name }) => !name.endsWith("_mining")).map(({ name, nth, of }) => `${nth}/${of} ${name}`);
}

describe("a token like Tether", () => {
  test("takes no allowance over one that is left over", async () => {
    expect(await leave(3n)).toBe("success");
    await expect(leave(10n)).rejects.toThrow();
  });

  test("is paid all the same: what is left over is set to zero first", async () => {
    expect(await pay(10n)).toEqual(["1/3 resetting", "2/3 allowing", "3/3 paying"]);
  });

  test("is paid with two signatures where nothing is left over, and with one where enough is", async () => {
    expect(await pay(10n)).toEqual(["1/2 allowing", "2/2 paying"]);
    expect(await leave(50n)).toBe("success");
    expect(await pay(20n)).toEqual(["1/1 paying"]);
    // And what that left is not enough for the next.
    expect(await pay(40n)).toEqual(["1/3 resetting", "2/3 allowing", "3/3 paying"]);
  });
});
