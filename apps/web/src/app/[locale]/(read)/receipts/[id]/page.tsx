import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { foundOr404 } from "../../../../../features/deal/load.ts";
import { Receipt } from "../../../../../features/receipt/receipt.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";

type Props = { params: Promise<{ id: string }> };

/** Nobody else is to find it: its address is the only way to it. */
export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("receipt"))("metaTitle"), robots: { index: false, follow: false }, referrer: "no-referrer" };
}

/** What was paid, for whoever knows the address: drawn on the server, made to be printed. */
export default async function ReceiptPage({ params }: Props) {
  const [{ id }, api] = await Promise.all([params, serverApi()]);
  return <Receipt receipt={await foundOr404(api.payment.getReceipt({ receiptId: id }))} />;
}
