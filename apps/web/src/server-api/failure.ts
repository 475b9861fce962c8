import type { ErrorBody } from "@amanat/contracts";
import { runtime } from "../server/runtime.ts";

/** The error of an in-process call, as it would be on the wire. */
export function failureOf(error: unknown): ErrorBody {
  return runtime().errorBody(error);
}

/** The answer or the error, for a part of a page that may fail alone. */
export async function attempt<T>(answer: Promise<T>): Promise<{ data: T; failure: null } | { data: null; failure: ErrorBody }> {
  try {
    return { data: await answer, failure: null };
  } catch (error) {
    return { data: null, failure: failureOf(error) };
  }
}
