import { randomInt } from "node:crypto";
import { DomainError, nameFault } from "@amanat/contracts";
import { imitatesUs } from "@amanat/names";

const LONGEST = 60;

/** Errors: VALIDATION_ERROR: a name that reads as ours or as a job of ours. */
export function refuseImitation(name: string): void {
  if (imitatesUs(name)) throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "name", code: "name_imitates" }] });
}

/**
 * The name of somebody who comes from a provider. It is the provider's word, not typed here, so its spaces and hidden marks are
 * put right instead of refused; and nobody is kept out for it: a name we would not take is left for the next the provider
 * knows, and at last for one that says nothing.
 */
export function displayName(given: string, otherwise: string | undefined): string {
  for (const said of [given, otherwise ?? ""]) {
    const tidy = said
      .normalize("NFC")
      .replace(/[\p{Cc}\p{Cs}\u200B\u200E\u200F\u061C\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu, "")
      .replace(/\s+/gu, " ")
      .trim();
    const name = Array.from(tidy).slice(0, LONGEST).join("").trim();
    if (nameFault(name) === null && !imitatesUs(name)) return name;
  }
  return `User ${randomInt(100_000, 1_000_000)}`;
}
