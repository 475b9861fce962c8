import { AMOUNT_PATTERN, fieldIssue, latinDigits, type FieldIssue } from "@amanat/contracts";
import type * as z from "zod";

/** The kinds of wrong a field can be, as message keys under `errors.issues`. */
export type IssueKey =
  | "required"
  | "too_short"
  | "too_long"
  | "too_low"
  | "too_high"
  | "email"
  | "url"
  | "address"
  | "address_checksum"
  | "address_nobody"
  | "address_testnet"
  | "address_workchain"
  | "address_chain"
  | "address_ours"
  | "named_already"
  | "text_control"
  | "text_direction"
  | "text_broken"
  | "text_invisible"
  | "url_https"
  | "url_user"
  | "url_host"
  | "name_imitates"
  | "link_or_file"
  | "event_unknown"
  | "outbound_url"
  | "outbound_name"
  | "outbound_address"
  | "amount"
  | "code"
  | "choice"
  | "invalid"
  | "below_minimum"
  | "needs_place"
  | "too_common";

/** A wrong field: why, and the bound it missed. */
export type Issue = { key: IssueKey; bound: number };

type ZodIssue = z.core.$ZodIssue;

/** What our own checks call a fault: the same word in the contract, on the wire and in the messages. */
const NAMED: readonly IssueKey[] = [
  "required",
  "email",
  "code",
  "choice",
  "too_common",
  "below_minimum",
  "needs_place",
  "amount",
  "address",
  "address_checksum",
  "address_nobody",
  "address_testnet",
  "address_workchain",
  "address_chain",
  "address_ours",
  "named_already",
  "text_control",
  "text_direction",
  "text_broken",
  "text_invisible",
  "url",
  "url_https",
  "url_user",
  "url_host",
  "name_imitates",
  "link_or_file",
  "event_unknown",
  "outbound_url",
  "outbound_name",
  "outbound_address",
];

/** Faults that zod names, where the code alone says what to tell. */
const FROM_ZOD: Readonly<Record<string, IssueKey>> = { invalid_value: "choice", invalid_type: "required" };

function keyOf(code: string): IssueKey {
  return NAMED.find((key) => key === code) ?? FROM_ZOD[code] ?? "invalid";
}

function formatKey(issue: Extract<ZodIssue, { code: "invalid_format" }>): IssueKey {
  if (issue.input === "") return "required";
  if (issue.format === "email") return "email";
  if (issue.format === "url") return "url";
  if (issue.pattern === String(AMOUNT_PATTERN)) return "amount";
  return issue.pattern === String(/^\d{6}$/) ? "code" : "invalid";
}

/** Why a contract refused a field, in the terms of our messages instead of zod's. */
export function issueOf(issue: ZodIssue): Issue {
  switch (issue.code) {
    case "too_small":
      if (issue.origin !== "string") return { key: "too_low", bound: Number(issue.minimum) };
      return issue.minimum === 1 || issue.input === "" ? { key: "required", bound: 1 } : { key: "too_short", bound: Number(issue.minimum) };
    case "too_big":
      return { key: issue.origin === "string" ? "too_long" : "too_high", bound: Number(issue.maximum) };
    case "invalid_format":
      return { key: formatKey(issue), bound: 0 };
    default:
      return { key: issue.code === "custom" && issue.input === "" ? "required" : keyOf(fieldIssue(issue).code), bound: 0 };
  }
}

/** First problem of each field of an input, by dotted path; empty when the contract accepts it. */
export function contractIssues(schema: z.ZodType, input: unknown): Record<string, Issue> {
  const parsed = schema.safeParse(input, { reportInput: true });
  return firstOfEach((parsed.error?.issues ?? []).map((issue) => [fieldIssue(issue).path, issueOf(issue)]));
}

function firstOfEach(issues: readonly (readonly [path: string, Issue])[]): Record<string, Issue> {
  return Object.fromEntries(issues.toReversed());
}

/**
 * The first problem of each field that a server named, as our keys. It names no bounds, so what needs one to be told, as what we do
 * not know, reads as "invalid".
 */
export function serverIssues(issues: readonly FieldIssue[]): Record<string, Issue> {
  return firstOfEach(issues.map(({ path, code }) => [path, { key: keyOf(code), bound: 0 }]));
}

/** A whole number typed in any digits, or NaN. */
export function countOf(text: string): number {
  const latin = latinDigits(text.trim());
  return /^\d{1,9}$/.test(latin) ? Number(latin) : Number.NaN;
}
