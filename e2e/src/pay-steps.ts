import jsqr from "jsqr";
import { PNG } from "pngjs";
import { expect } from "@playwright/test";
import { hydrated } from "./checks.ts";
import { apart, type Visitor } from "./visitor.ts";
import { pattern } from "./words.ts";

/** Waits for the payment page to reach a phase. */
export function expectPhase({ page }: Visitor, phase: string): Promise<void> {
  return page.locator(`[data-pay-phase="${phase}"]`).waitFor({ timeout: 90_000 });
}

/** Waits until the money is seen; a page that is slow beside a fast chain may find it credited already. */
export function expectSeen({ page }: Visitor): Promise<void> {
  return page.locator("[data-pay-phase=seen], [data-pay-phase=credited]").waitFor({ timeout: 90_000 });
}

/** Fills the refund address from the dev wallet and goes on; waits for the payment instructions. */
export async function giveRefundAddress(buyer: Visitor): Promise<void> {
  const { page, words } = buyer;
  await expectPhase(buyer, "refund");
  const use = page.getByRole("button", { name: words.pay.refund.useWallet, exact: true });
  await hydrated(use);
  await use.click();
  await page.getByRole("dialog").getByRole("button", { name: "Dev Buyer" }).click();
  await expect.poll(() => page.getByLabel(words.pay.refund.label).inputValue()).toMatch(/^0x[0-9a-fA-F]{40}$/);
  await page.getByRole("button", { name: words.pay.refund.submit, exact: true }).dblclick();
  await expectPhase(buyer, "awaiting");
}

/** Shows one way of paying. */
export async function chooseWay({ page, words }: Visitor, way: "address" | "wallet"): Promise<void> {
  await page.getByRole("radiogroup", { name: words.pay.method.label }).getByText(words.pay.method[way], { exact: true }).click();
}

/** What the QR code on the screen says to a camera. */
export async function readQr({ page }: Visitor): Promise<string> {
  const picture = PNG.sync.read(await page.locator("[data-qr]").screenshot());
  const seen = jsqr.default(new Uint8ClampedArray(picture.data), picture.width, picture.height);
  if (!seen) throw new Error("No QR code can be read from the screen.");
  return seen.data;
}

/** Chooses how the dev wallet answers from now on. */
export async function devWalletMode({ page }: Visitor, mode: "approve" | "reject" | "wrong-chain"): Promise<void> {
  await page.evaluate((chosen) => Object.assign(window, { __amanatDevWallet: { mode: chosen } }), mode);
}

/** Connects the dev wallet, unless it is connected already. */
export async function connectWallet({ page, words }: Visitor): Promise<void> {
  const disconnect = page.getByRole("button", { name: words.wallet.disconnect, exact: true });
  const connect = page.getByRole("button", { name: words.wallet.connect, exact: true });
  await disconnect.or(connect).first().waitFor();
  if ((await disconnect.count()) > 0) return;
  await connect.click();
  await page.getByRole("dialog").getByRole("button", { name: "Dev Buyer" }).click();
  await disconnect.waitFor();
}

/** Presses the wallet's pay button, which may just have been pressed. */
export async function pressPay({ page, words }: Visitor): Promise<void> {
  await apart(page);
  await page.getByRole("button", { name: pattern(words.wallet.pay) }).dblclick();
}
