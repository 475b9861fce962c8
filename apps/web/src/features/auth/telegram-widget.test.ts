import { describe, expect, test } from "vitest";
import { fieldsOf } from "./telegram-widget.ts";

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("what Telegram puts into the address", () => {
  test("is read in its own alphabet, with names of every script", () => {
    const fields = { id: 42, first_name: "شیرین ~?>", auth_date: 1_700_000_000, hash: "00" };
    expect(encoded(fields)).toMatch(/[-_]/);
    expect(fieldsOf(encoded(fields))).toEqual(fields);
  });

  test("is nothing when somebody refused, or when it is no answer of Telegram's", () => {
    for (const given of ["false", "", "%%%", encoded("false"), encoded(null), encoded({ id: 42 })]) expect(fieldsOf(given)).toBeNull();
  });
});
