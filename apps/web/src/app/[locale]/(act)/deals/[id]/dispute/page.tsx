import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../../../../client/query-key.ts";
import { AreaWords } from "../../../../../../features/frame/area-words.tsx";
import { DisputePage } from "../../../../../../features/cases/dispute-page.tsx";
import { foundOr404 } from "../../../../../../features/deal/load.ts";
import { serverApi } from "../../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../../server-api/me.ts";
import { Prefetched } from "../../../../../../server-api/prefetched.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cases.open"))("title") };
}

export default async function DisputeRoute({ params }: Props) {
  const { id: dealId } = await params;
  await requireUser(`/deals/${dealId}/dispute`);
  const api = await serverApi();
  const input = { dealId };
  const [deal, opening] = await foundOr404(Promise.all([api.deals.getDeal(input), api.disputes.opening(input)]));
  return (
    <Prefetched
      answers={[
        { key: queryKey("deals", "getDeal", input), data: deal },
        { key: queryKey("disputes", "opening", input), data: opening },
      ]}
    >
      <AreaWords areas={["cases"]}>
        <DisputePage dealId={dealId} serverNow={new Date().toISOString()} />
      </AreaWords>
    </Prefetched>
  );
}
