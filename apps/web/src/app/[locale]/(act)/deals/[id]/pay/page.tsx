import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { queryKey } from "../../../../../../client/query-key.ts";
import { foundOr404 } from "../../../../../../features/deal/load.ts";
import { PayPage } from "../../../../../../features/pay/pay-page.tsx";
import { redirect } from "../../../../../../i18n/routing.ts";
import { serverApi } from "../../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../../server-api/me.ts";
import { Prefetched } from "../../../../../../server-api/prefetched.tsx";
import { runtime } from "../../../../../../server/runtime.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("pay"))("metaTitle") };
}

export default async function PayRoute({ params }: Props) {
  const { id: dealId } = await params;
  await requireUser(`/deals/${dealId}/pay`);
  const api = await serverApi();
  const input = { dealId };
  const deal = await foundOr404(api.deals.getDeal(input));
  if (deal.myRole !== "buyer") redirect({ href: `/deals/${dealId}`, locale: await getLocale() });
  const intent = await foundOr404(api.payment.getIntent(input));
  const { devWallet, baseUrl } = runtime().config;
  return (
    <Prefetched
      answers={[
        { key: queryKey("deals", "getDeal", input), data: deal },
        { key: queryKey("payment", "getIntent", input), data: intent },
      ]}
    >
      <PayPage dealId={dealId} devRpcUrl={devWallet ? `${baseUrl}/__dev/rpc` : null} />
    </Prefetched>
  );
}
