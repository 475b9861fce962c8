import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../../../client/query-key.ts";
import { ClaimPage } from "../../../../../features/claim/claim-page.tsx";
import { AreaWords } from "../../../../../features/frame/area-words.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";
import { attempt } from "../../../../../server-api/failure.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

type Props = { params: Promise<{ id: string }> };

/** Nobody else is to find it: its address is the only way to it. */
export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("claim"))("claimTitle"), robots: { index: false, follow: false } };
}

/** One claim, as whoever made it reads it. */
export default async function OneClaimPage({ params }: Props) {
  const { id } = await params;
  const input = { claimId: id };
  const api = await serverApi();
  const { data } = await attempt(api.payment.getClaim(input));
  return (
    <AreaWords areas={["claim"]}>
      <Prefetched answers={data === null ? [] : [{ key: queryKey("payment", "getClaim", input), data }]}>
        <ClaimPage claimId={id} />
      </Prefetched>
    </AreaWords>
  );
}
