import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { foundOr404 } from "../../../../../features/deal/load.ts";
import { Receipt } from "../../../../../features/receipt/receipt.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";

type Props = { params: Promise<{ id: string }> };

/** Search engines and the pages it links to must not learn its address. */
export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("receipt"))("metaTitle"), robots: { index: false, follow: false }, referrer: "no-referrer" };
}

/** The receipt of a payment. Public to everybody who has its address. */
export default async function ReceiptPage({ params }: Props) {
  const [{ id }, api] = await Promise.all([params, serverApi()]);
  return <Receipt receipt={await foundOr404(api.payment.getReceipt({ receiptId: id }))} />;
}
