/** So long a transaction may stay unseen before its sender is asked to look whether it failed. */
export const PATIENCE_MS = 10 * 60 * 1000;

/** What is known of a payment this browser sent and the server has not seen. Only `failed` and `unseen` offer to pay again. */
export type AfterSending = "waiting" | "failed" | "unseen";

/** A payment failed when the network says so; that nothing is seen for long is a reason to look, never a proof. */
export function afterSending(receipt: "success" | "reverted" | undefined, waited: number): AfterSending {
  if (receipt === "reverted") return "failed";
  return receipt === undefined && waited >= PATIENCE_MS ? "unseen" : "waiting";
}
