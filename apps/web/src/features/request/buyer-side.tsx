import type { RequestView } from "@amanat/contracts";
import { ErrorState, Stack, Title } from "@amanat/ui";
import { getTranslations } from "next-intl/server";
import { Paging } from "../market/paging.tsx";
import { loadOffers } from "./load.ts";
import { RequestTalks } from "./request-talks.tsx";
import { Comparison } from "./sides.tsx";

/** `cursor`: of a page of offers after the first. */
type Props = { request: RequestView; cursor: string | undefined };

/** The offers on one's own request: what the buyer comes for, above all the rest, so that the page waits for them. */
export async function BuyerSide({ request, cursor }: Props) {
  const [t, { data: page, failure }] = await Promise.all([getTranslations("offer"), loadOffers(request.id, cursor)]);
  return (
    <section aria-labelledby="offers-title">
      <Stack gap="md">
        <Title order={2} id="offers-title">
          {t("list.title")}
        </Title>
        {page === null ? (
          <ErrorState error={failure} />
        ) : (
          <>
            <Comparison offers={page.data} />
            <Paging path={`/requests/${request.id}`} query={{}} nextCursor={page.meta.nextCursor} further={cursor !== undefined} />
          </>
        )}
        <RequestTalks requestId={request.id} />
      </Stack>
    </section>
  );
}
