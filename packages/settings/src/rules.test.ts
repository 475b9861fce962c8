import { expect, test } from "vitest";
import * as z from "zod";
import { kindOf, readValue } from "./rules.ts";

const of = (schema: z.ZodType) => ({ key: "test.one", schema, usual: null, says: "" });

test("each kind of value has its field", () => {
  expect(kindOf(of(z.boolean()))).toEqual({ type: "switch" });
  expect(kindOf(of(z.number().int().min(1).max(9)))).toEqual({ type: "number", whole: true, least: 1, most: 9, above: false });
  expect(kindOf(of(z.number().positive().max(9)))).toEqual({ type: "number", whole: false, least: 0, most: 9, above: true });
  expect(kindOf(of(z.array(z.enum(["a", "b"]))))).toEqual({ type: "words", words: ["a", "b"] });
  expect(kindOf(of(z.object({ a: z.number() })))).toEqual({ type: "json" });
});

test("what does not fit its setting is refused at its place, and a misspelt name is not dropped", () => {
  const schema = z.object({ a: z.number().max(5), more: z.record(z.string(), z.object({ b: z.string() })).default({}) });
  expect(readValue(of(schema), '{"a": 1}')).toEqual({ value: { a: 1, more: {} } });
  expect(readValue(of(schema), '{"a": 9}')).toEqual({ issues: [{ path: "value.a", code: "too_big" }] });
  expect(readValue(of(schema), '{"a": 1, "moer": {}}')).toEqual({ issues: [{ path: "value.moer", code: "unrecognized_keys" }] });
  expect(readValue(of(schema), '{"a": 1, "more": {"x": {"b": "", "c": 1}}}')).toEqual({
    issues: [{ path: "value.more.x.c", code: "unrecognized_keys" }],
  });
  expect(readValue(of(schema), "{a")).toEqual({ issues: [{ path: "value", code: "json" }] });
  expect(readValue(of(z.number()), '"1"')).toEqual({ issues: [{ path: "value", code: "invalid_type" }] });
});
