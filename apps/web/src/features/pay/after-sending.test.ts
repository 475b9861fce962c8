import { expect, test } from "vitest";
import { afterSending, PATIENCE_MS } from "./after-sending.ts";

test("paying again is offered when the network says that it failed, or after long silence; never at once", () => {
  expect(afterSending(undefined, 0)).toBe("waiting");
  expect(afterSending("success", PATIENCE_MS * 2)).toBe("waiting");
  expect(afterSending("reverted", 0)).toBe("failed");
  expect(afterSending(undefined, PATIENCE_MS - 1)).toBe("waiting");
  expect(afterSending(undefined, PATIENCE_MS)).toBe("unseen");
});
