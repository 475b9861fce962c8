"use client";

import { ErrorState } from "@amanat/ui";
import { failureNamed } from "./session.ts";

/** Why Google or Telegram did not get somebody in: next-auth sends them back here with a code in the address. */
export function EnteringError({ code }: { code: string }) {
  return <ErrorState error={failureNamed(code)} money="unmentioned" />;
}
