import type * as z from "zod";
import type { Access } from "./access.ts";

/** Money mutations need an Idempotency-Key and never travel in a batch. */
export type Procedure<Kind extends "query" | "mutation" | "subscription", Input extends z.ZodType, Output extends z.ZodType> = {
  kind: Kind;
  input: Input;
  output: Output;
  access: Access;
};
export type AnyProcedure = Procedure<"query" | "mutation" | "subscription", z.ZodType, z.ZodType>;

export function query<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
  access: Access,
): Procedure<"query", Input, Output> {
  return { kind: "query", input, output, access };
}

export function mutation<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
  access: Access,
): Procedure<"mutation", Input, Output> {
  return { kind: "mutation", input, output, access };
}
