import { notFound } from "next/navigation";
import { failureOf } from "../../server-api/failure.ts";

/** Answers of a server component's calls; what does not exist and what belongs to others look the same. */
export async function foundOr404<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code } = failureOf(error);
    if (code === "NOT_FOUND" || code === "FORBIDDEN" || code === "VALIDATION_ERROR") notFound();
    throw error;
  }
}
