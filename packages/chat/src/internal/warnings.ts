import type { ChatWarning } from "@amanat/contracts";

/** What both sides are warned of in a text. */
export function warningsOf(_text: string): ChatWarning[] {
  return [];
}
