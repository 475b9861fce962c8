import { DomainError } from "@amanat/contracts";

/** Runs calls to a chain's node or service and turns every failure into `UPSTREAM_ERROR`; its words stay in the cause. */
export async function upstream<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError("UPSTREAM_ERROR", `The chain could not be asked: ${what}.`, { cause: error });
  }
}
