import * as z from "zod";
import { type Environment, given } from "./names.ts";
import { WrongSetting } from "./wrong-setting.ts";

/** A URL of one of these schemes. */
export function url(...schemes: readonly string[]): z.ZodURL {
  const known = schemes.map((scheme) => `${scheme}://`);
  return z.url().refine((text) => known.some((start) => text.startsWith(start)), { error: `must begin with ${known.join(" or ")}` });
}

/** `least` 0 also takes "a free one". */
export const port = (least: 0 | 1 = 1) => z.coerce.number().int().min(least).max(65_535);

export const milliseconds = (fallback: number, least: number) => z.coerce.number().int().min(least).max(3_600_000).default(fallback);

/** An hour to a year. */
export const hours = (fallback: number) => z.coerce.number().int().min(1).max(8_760).default(fallback);

export const flag = (fallback: boolean) =>
  z
    .enum(["true", "false"])
    .default(fallback ? "true" : "false")
    .transform((text) => text === "true");

/** Parts of a list, comma separated. */
export const listOf = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);

export const logLevel = z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info");

/** The environment as a process's schema describes it. Throws WrongSetting, whose line names every variable that is missing or wrong. */
export function readEnvironment<Schema extends z.ZodObject>(schema: Schema, source: Environment): z.output<Schema> {
  const set = given(source);
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  const wrong = new Map<string, string>();
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0]);
    if (!wrong.has(name)) wrong.set(name, set[name] === undefined ? "is not set" : message);
  }
  const [[first, problem] = ["environment", "is wrong"], ...others] = wrong;
  throw new WrongSetting(first, [problem, ...others.map(([name, what]) => `${name}: ${what}`)].join("; "));
}
