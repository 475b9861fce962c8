import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../../../client/query-key.ts";
import { CasePage } from "../../../../../features/cases/case-page.tsx";
import { AreaWords } from "../../../../../features/frame/area-words.tsx";
import { foundOr404 } from "../../../../../features/deal/load.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../server-api/me.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cases.about"))("title") };
}

export default async function CaseRoute({ params }: Props) {
  const { id: caseId } = await params;
  await requireUser(`/cases/${caseId}`);
  const api = await serverApi();
  const [view, record] = await foundOr404(Promise.all([api.disputes.get({ caseId }), api.disputes.record({ caseId, limit: 50 })]));
  return (
    <Prefetched answers={[{ key: queryKey("disputes", "get", { caseId }), data: view }]}>
      <AreaWords areas={["cases"]}>
        <CasePage caseId={caseId} record={record} serverNow={new Date().toISOString()} />
      </AreaWords>
    </Prefetched>
  );
}
