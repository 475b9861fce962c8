import { loadMessages, type Messages } from "@amanat/i18n/messages";
import type { Locale } from "@amanat/contracts";

/** The pages' own texts in one language, so that a test clicks what a person reads. */
export function wordsOf(locale: Locale): Promise<Messages> {
  return loadMessages(locale);
}

/** A message with parameters as a pattern that matches whatever was put in. */
export function pattern(message: string): RegExp {
  const parts = message.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(parts.join("[\\s\\S]*"));
}
