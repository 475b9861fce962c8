import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { queryKey } from "../../../../../../client/query-key.ts";
import { requireStaff } from "../../../../../../features/admin/staff.ts";
import { foundOr404 } from "../../../../../../features/deal/load.ts";
import { CaseDesk } from "../../../../../../features/mediation/case-desk.tsx";
import { serverApi } from "../../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("mediation.case"))("title") };
}

/** For its mediator and for admins. A side of it has its own page, and is told that there is none here. */
export default async function DisputeRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id: caseId } = await params;
  await requireStaff(`/admin/disputes/${caseId}`);
  const api = await serverApi();
  const view = await foundOr404(api.disputes.get({ caseId }));
  if (view.myRole === "buyer" || view.myRole === "seller") notFound();
  return (
    <Prefetched answers={[{ key: queryKey("disputes", "get", { caseId }), data: view }]}>
      <CaseDesk caseId={caseId} />
    </Prefetched>
  );
}
