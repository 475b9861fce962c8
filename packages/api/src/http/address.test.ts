import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { addressOf, networkOf } from "./address.ts";

function from(socket: string, forwarded?: string): Pick<IncomingMessage, "headers" | "socket"> {
  return {
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
    socket: { remoteAddress: socket } as IncomingMessage["socket"],
  };
}

describe("the address of a request", () => {
  it("is the socket's while no proxy is trusted, whatever the headers say", () => {
    expect(addressOf(from("203.0.113.9", "198.51.100.1"), 0)).toBe("203.0.113.9");
    expect(addressOf(from("::ffff:203.0.113.9"), 0)).toBe("203.0.113.9");
    expect(addressOf(from("::1"), 0)).toBe("::1");
  });

  it("is what the outermost trusted proxy saw; what the sender wrote before it counts for nothing", () => {
    const spoofed = "1.1.1.1, 2.2.2.2, 198.51.100.1";
    expect(addressOf(from("10.0.0.1", "198.51.100.1"), 1)).toBe("198.51.100.1");
    expect(addressOf(from("10.0.0.1", spoofed), 1)).toBe("198.51.100.1");
    expect(addressOf(from("10.0.0.1", `${spoofed}, 10.0.0.2`), 2)).toBe("198.51.100.1");
  });

  it("is the socket's when the header is short, missing or nonsense", () => {
    expect(addressOf(from("203.0.113.9"), 1)).toBe("203.0.113.9");
    expect(addressOf(from("203.0.113.9", "198.51.100.1"), 2)).toBe("203.0.113.9");
    for (const nonsense of ["", " ", "unknown", "_hidden", "1.2.3", "1.2.3.4.5", "::g", "a".repeat(5_000), "1.2.3.4 evil", "[::1"])
      expect(addressOf(from("203.0.113.9", nonsense), 1)).toBe("203.0.113.9");
  });

  it("is written in one way", () => {
    for (const [given, one] of [
      ["198.51.100.1:4711", "198.51.100.1"],
      ["[2001:DB8::1]:443", "2001:db8::1"],
      ["2001:db8:0:0:0:0:0:1", "2001:db8::1"],
      ["fe80::1%eth0", "fe80::1"],
      ["::ffff:c633:6401", "198.51.100.1"],
    ] as const)
      expect(addressOf(from("10.0.0.1", given), 1)).toBe(one);
  });
});

it("the network of an address is itself, of IPv6 the subscriber's /64", () => {
  expect(networkOf("198.51.100.1")).toBe("198.51.100.1");
  expect(networkOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:db8:1:2::6")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:db8::6")).toBe("2001:db8:0:0::/64");
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
  expect(networkOf("")).toBe("");
});
