import { Stack } from "@amanat/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { queryKey } from "../../../../../client/query-key.ts";
import { PricesCard } from "../../../../../features/admin/prices-card.tsx";
import { Providers } from "../../../../../features/admin/providers.tsx";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.providers"))("title") };
}

export default async function ProvidersRoute() {
  if (!seesCustody(await requireStaff("/admin/providers"))) notFound();
  const { payment, prices } = await serverApi();
  const answers = await Promise.all([
    payment.listProviders({}).then((data) => ({ key: queryKey("payment", "listProviders", {}), data })),
    prices.status({}).then((data) => ({ key: queryKey("prices", "status", {}), data })),
  ]);
  return (
    <Prefetched answers={answers}>
      <Stack gap="xl">
        <Providers />
        <PricesCard />
      </Stack>
    </Prefetched>
  );
}
