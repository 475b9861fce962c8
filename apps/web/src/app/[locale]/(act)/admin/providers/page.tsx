import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { queryKey } from "../../../../../client/query-key.ts";
import { Providers } from "../../../../../features/admin/providers.tsx";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.providers"))("title") };
}

export default async function ProvidersRoute() {
  if (!seesCustody(await requireStaff("/admin/providers"))) notFound();
  const { payment } = await serverApi();
  const answers = [{ key: queryKey("payment", "listProviders", {}), data: await payment.listProviders({}) }];
  return (
    <Prefetched answers={answers}>
      <Providers />
    </Prefetched>
  );
}
