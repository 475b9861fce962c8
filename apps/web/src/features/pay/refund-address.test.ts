import { expect, test } from "vitest";
import { refundAddressFault } from "./refund-address.ts";

test("a refund address is whole, somebody's, and free of typing mistakes", () => {
  expect(refundAddressFault("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")).toBeNull();
  expect(refundAddressFault(" 0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266 ")).toBeNull();
  expect(refundAddressFault("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92267")).toBe("checksum");
  expect(refundAddressFault("0xf39Fd6")).toBe("invalid");
  expect(refundAddressFault(`0x${"0".repeat(40)}`)).toBe("zero");
});
