import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";
import { LedgerExplorer } from "../../../../../features/desk/ledger-explorer.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("desk.ledger"))("title") };
}

export default async function LedgerExplorerRoute() {
  if (!seesCustody(await requireStaff("/admin/ledger"))) notFound();
  return <LedgerExplorer />;
}
