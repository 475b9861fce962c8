import { runtime } from "../server/runtime.ts";

/** The operator's contact address; null when none is configured. */
export function supportEmail(): string | null {
  return runtime().config.supportEmail;
}
