import type { OfferView, RequestView } from "@amanat/contracts";
import { Stack, Title } from "@amanat/ui";
import { getTranslations } from "next-intl/server";
import { Paging } from "../market/paging.tsx";
import { Comparison } from "./sides.tsx";

type Props = { request: RequestView; offers: readonly OfferView[]; nextCursor: string | null; further: boolean };

/** The offers on one's own request. */
export async function BuyerSide({ request, offers, nextCursor, further }: Props) {
  const t = await getTranslations("offer");
  return (
    <section aria-labelledby="offers-title">
      <Stack gap="md">
        <Title order={2} id="offers-title">
          {t("list.title")}
        </Title>
        <Comparison offers={offers} />
        <Paging path={`/requests/${request.id}`} query={{}} nextCursor={nextCursor} further={further} />
      </Stack>
    </section>
  );
}
