import { expect } from "@playwright/test";
import { chainOf } from "../hostile/trader.ts";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { test } from "../src/test.ts";
import { apiOf, tokenOf, type World } from "../src/world.ts";

/** Balances set on the local chain without a transaction: nothing tells anybody of it. */
async function rpc({ demo }: World, method: string, params: readonly unknown[]): Promise<string> {
  const response = await fetch(demo.chains[0].rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const { result, error } = (await response.json()) as { result?: string; error?: { message: string } };
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  return result ?? "";
}

test("tokens that are gone behind the books' back are found by a run, told as an incident, and resolved with a note", async ({
  visitAs,
  world,
}) => {
  const api = await apiOf(world, "admin");
  const { token } = await tokenOf(world, await apiOf(world, "buyer"));
  const { chains } = await api.payment.custodyHealth({});
  const home = chains.find(({ chain }) => chain === world.demo.chains[0].chain);
  if (home === undefined || token === null) throw new Error("the home chain has no wallet");
  const { chain, name, wallet } = home;
  const hash = await chainOf(world.demo).transfer(token, wallet, 2_000_000n);
  await expect
    .poll(async () => (await api.payment.listUnmatched({ limit: 100 })).data.some(({ txHash }) => txHash === hash), { timeout: 120_000 })
    .toBe(true);
  const held = BigInt(await rpc(world, "eth_call", [{ to: token, data: `0x70a08231${wallet.slice(2).padStart(64, "0")}` }, "latest"]));
  const hold = async (amount: bigint) => {
    await rpc(world, "anvil_dealERC20", [wallet, token, `0x${amount.toString(16)}`]);
    await rpc(world, "anvil_mine", ["0x8"]);
  };
  await hold(held - 1_000_000n);

  const admin = await visitAs("admin", { locale: "fa", scheme: "light", width: 390, height: 844 });
  const { page, path, words } = admin;
  const t = words.admin.reconciliation;
  await page.goto(path("/admin/reconciliation"));
  const run = page.locator(`[data-run="${chain}"]`);
  await expect(run).toHaveText(t.run.replace("{chain}", name));
  await hydrated(run);
  await run.click();
  await expect
    .poll(async () => (await api.payment.listReconciliations({ limit: 1, chain })).data[0]?.status, { timeout: 120_000 })
    .toBe("drift");
  const [found] = (await api.payment.listReconciliations({ limit: 1, chain })).data;
  // The page is told a moment after the API.
  await page
    .locator(`a[href$="/admin/reconciliation/${found?.id ?? ""}"]`)
    .locator("visible=true")
    .first()
    .waitFor();
  await expect(run).toBeEnabled();
  await expectAccessible(page, "fa runs");
  await expectNoOverflow(page, "fa runs");
  const told = async () =>
    (await api.incidents.list({ limit: 100, state: "live", kind: "reconciliation.drift" })).data.filter(({ subject }) => subject === chain);
  expect(await told()).toHaveLength(1);

  await page.goto(path(`/admin/reconciliation/${found?.id ?? ""}`));
  const open = page.locator('[data-difference="open"]');
  await expect(open).toHaveCount(1);
  await expectAccessible(page, "fa a run");
  await expectNoOverflow(page, "fa a run");
  const resolve = open.getByRole("button", { name: t.row.resolve, exact: true });
  await hydrated(resolve);
  await resolve.click();
  const dialog = page.getByRole("dialog", { name: t.resolve.title });
  await dialog.getByLabel(t.resolve.note).fill("Taken on the local chain by a test");
  const submit = dialog.getByRole("button", { name: t.resolve.submit, exact: true });
  await submit.click();
  await dialog.getByText(t.resolve.wrong).waitFor();
  await dialog.getByLabel(t.resolve.link).fill(hash);
  await expectAccessible(page, "fa a difference is resolved");
  await submit.click();
  await page.locator('[data-difference="resolved"]').waitFor();
  expect(await told()).toEqual([]);

  // What was taken is put back, and books and chain are equal again.
  await hold(held);
  await api.payment.startReconciliation({ chain });
  await expect
    .poll(async () => (await api.payment.listReconciliations({ limit: 1, chain })).data[0]?.status, { timeout: 120_000 })
    .toBe("agrees");
  expect(admin.complaints).toEqual([]);
});
