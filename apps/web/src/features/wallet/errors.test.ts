import { describe, expect, test } from "vitest";
import { signProblem, walletProblem, WalletRefusal } from "./errors.ts";

describe("walletProblem", () => {
  test("reads the code wherever the wallet buried it", () => {
    expect(walletProblem({ code: 4001, message: "User rejected" })).toBe("rejected");
    expect(walletProblem(new Error("outer", { cause: { code: -32603, data: { originalError: { code: 4902 } } } }))).toBe("chain_unknown");
    expect(walletProblem(new Error("a", { cause: new Error("b", { cause: { code: -32002 } }) }))).toBe("already_asking");
  });

  test("names the missing gas, which wallets report by words only", () => {
    expect(walletProblem({ code: -32003, message: "insufficient funds for gas * price + value" })).toBe("no_gas");
  });

  test("keeps what the page itself found", () => {
    expect(walletProblem(new WalletRefusal("too_little_token"))).toBe("too_little_token");
  });

  test("survives a circle and a non-error", () => {
    const circle: { cause?: unknown } = {};
    circle.cause = circle;
    expect(walletProblem(circle)).toBe("unknown");
    expect(walletProblem("no")).toBe("unknown");
  });
});

describe("signProblem", () => {
  test("knows a wallet that is locked or on another account, by code and by name", () => {
    expect(signProblem({ code: 4100, message: "Unauthorized" })).toBe("not_authorised");
    expect(signProblem(Object.assign(new Error("gone"), { name: "ConnectorAccountNotFoundError" }))).toBe("not_authorised");
  });

  test("does not speak of gas or chains", () => {
    expect(signProblem({ code: 4001 })).toBe("rejected");
    expect(signProblem({ code: 4902 })).toBe("unknown");
    expect(signProblem({ message: "insufficient funds for gas" })).toBe("unknown");
  });
});
