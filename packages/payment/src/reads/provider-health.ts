import type { Database } from "@amanat/db";

/** The state of each provider's circuit, for the metrics of this process. Empty when the database does not answer. */
export async function circuits({ prisma }: Pick<Database, "prisma">): Promise<readonly { provider: string; circuit: string }[]> {
  return prisma.providerHealth.findMany({ select: { provider: true, circuit: true } }).catch(() => []);
}
