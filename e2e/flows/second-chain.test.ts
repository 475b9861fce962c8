import { expect } from "@playwright/test";
import { chooseWay, connectWallet, expectPhase, giveRefundAddress, pressPay } from "../src/pay-steps.ts";
import { test } from "../src/test.ts";
import { agreedDeal } from "../src/world.ts";

test("a deal on the second chain is named as such, and the pay page brings the wallet there", async ({ visitAs, world }) => {
  const [, second] = world.demo.chains;
  if (second === undefined) throw new Error("The demo has one chain only.");
  // Its token has eighteen decimals, the first chain's of the same name six.
  const deal = await agreedDeal(world, "Proofreading, paid on the second chain", 12_500_000_000_000_000_001n, "seller", second);
  const buyer = await visitAs("buyer", { locale: "fa", scheme: "light" });
  await buyer.page.goto(buyer.path(`/deals/${deal.id}/pay`));
  await giveRefundAddress(buyer);
  await buyer.page.getByText(second.name).first().waitFor();
  await chooseWay(buyer, "wallet");
  await connectWallet(buyer);
  await pressPay(buyer);
  await expectPhase(buyer, "seen");
  await expectPhase(buyer, "credited");
  expect(buyer.complaints).toEqual([]);
});
