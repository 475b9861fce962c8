import { describe, expect, it } from "vitest";
import * as z from "zod";
import { flag, given, listOf, OTHER_NAMES, port, readEnvironment, url } from "./index.ts";

const schema = z.object({
  PG_URL: url("postgres", "postgresql"),
  PORT: port().default(3000),
  SMTP_PASS: z.string().min(1).optional(),
  SAFE: flag(true),
  COPIES: listOf.optional(),
});
const some = { PG_URL: "postgres://x@y/z" };

describe("an environment", () => {
  it("is read by its schema; what is empty is not set", () => {
    expect(readEnvironment(schema, { ...some, PORT: "", SAFE: "false", COPIES: " a, ,b" })).toEqual({
      PG_URL: some.PG_URL,
      PORT: 3000,
      SAFE: false,
      COPIES: ["a", "b"],
    });
  });

  it.each([
    [{}, /^PG_URL: is not set$/],
    [{ PORT: "many" }, /^PG_URL: is not set; PORT: [^\n]+$/],
    [{ PG_URL: "" }, /^PG_URL: is not set$/],
    [{ PG_URL: "mysql://hunter2" }, /^PG_URL: must begin with postgres:\/\/ or postgresql:\/\/$/],
  ])("%o is refused in one line that names the variable", (source, line) => {
    expect(() => readEnvironment(schema, source)).toThrow(line);
  });

  it.each(Object.entries(OTHER_NAMES).flatMap(([name, others]) => others.map((other) => [name, other] as const)))(
    "%s is taken as %s too, and both at once only with one value",
    (name, other) => {
      expect(given({ [other]: "hunter2" })).toEqual({ [name]: "hunter2" });
      expect(given({ [name]: "hunter2", [other]: "" })).toEqual({ [name]: "hunter2" });
      expect(given({ [name]: "hunter2", [other]: "hunter2" })).toEqual({ [name]: "hunter2" });
      expect(() => given({ [name]: "hunter2", [other]: "hunter3" })).toThrow(
        new RegExp(`^${name}: is set beside ${other}, (?!.*hunter)[^\\n]+$`),
      );
    },
  );

  it("has no name for two variables", () => {
    const names = Object.entries(OTHER_NAMES).flat(2);
    expect(new Set(names).size).toBe(names.length);
  });
});
