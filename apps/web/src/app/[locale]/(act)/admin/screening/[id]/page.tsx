import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { queryKey } from "../../../../../../client/query-key.ts";
import { FrozenPage } from "../../../../../../features/admin/frozen-page.tsx";
import { requireStaff, seesCustody } from "../../../../../../features/admin/staff.ts";
import { foundOr404 } from "../../../../../../features/deal/load.ts";
import { serverApi } from "../../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.screening.frozen"))("title") };
}

export default async function FrozenRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id: quarantineId } = await params;
  if (!seesCustody(await requireStaff(`/admin/screening/${quarantineId}`))) notFound();
  const api = await serverApi();
  const frozen = await foundOr404(api.payment.getQuarantine({ quarantineId }));
  return (
    <Prefetched answers={[{ key: queryKey("payment", "getQuarantine", { quarantineId }), data: frozen }]}>
      <FrozenPage quarantineId={quarantineId} />
    </Prefetched>
  );
}
