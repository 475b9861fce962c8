import { randomInt } from "node:crypto";
import { DomainError, nameFault } from "@amanat/contracts";
import { imitatesUs } from "@amanat/names";

const LONGEST = 60;

/** Errors: VALIDATION_ERROR (the name looks like ours or like a role of ours). */
export function refuseImitation(name: string): void {
  if (imitatesUs(name)) throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "name", code: "name_imitates" }] });
}

/**
 * The name of a person who comes from a provider. They did not type it here, so spaces and hidden marks are corrected instead of refused,
 * and nobody is kept out for a name: one we would refuse is replaced by the provider's next name, or at last by a neutral one.
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
