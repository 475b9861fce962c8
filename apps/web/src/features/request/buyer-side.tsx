import type { RequestView } from "@amanat/contracts";
import { ErrorState, Skeleton, Stack, Title } from "@amanat/ui";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { Paging } from "../market/paging.tsx";
import { loadOffers } from "./load.ts";
import classes from "./buyer-side.module.css";
import { Comparison } from "./sides.tsx";

/** `cursor`: of a page of offers after the first. */
type Props = { request: RequestView; cursor: string | undefined };

/** The offers on one's own request; the page around them does not wait. */
export async function BuyerSide({ request, cursor }: Props) {
  const t = await getTranslations("offer");
  return (
    <section aria-labelledby="offers-title">
      <Stack gap="md">
        <Title order={2} id="offers-title">
          {t("list.title")}
        </Title>
        <Suspense key={cursor} fallback={<OffersOutline count={request.offersCount} label={t("list.caption")} />}>
          <Offers request={request} cursor={cursor} />
        </Suspense>
      </Stack>
    </section>
  );
}

async function Offers({ request, cursor }: Props) {
  const { data: page, failure } = await loadOffers(request.id, cursor);
  if (page === null) return <ErrorState error={failure} />;
  return (
    <>
      <Comparison offers={page.data} />
      <Paging path={`/requests/${request.id}`} query={{}} nextCursor={page.meta.nextCursor} further={cursor !== undefined} />
    </>
  );
}

/** What a screen holds. */
const MOST_OUTLINES = 3;

/** The word that there are none, or so many offers. */
function OffersOutline({ count, label }: { count: number; label: string }) {
  return (
    <Stack gap={14.4} role="status" aria-label={label}>
      {Array.from({ length: Math.min(Math.max(1, count), MOST_OUTLINES) }, (_, index) => (
        <div key={index} className={count === 0 ? classes.none : classes.offer}>
          <Skeleton height="100%" radius="lg" />
        </div>
      ))}
    </Stack>
  );
}
