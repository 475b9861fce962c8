import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { requireStaff, seesCustody } from "../../../../../../features/admin/staff.ts";
import { foundOr404 } from "../../../../../../features/deal/load.ts";
import { JournalPage } from "../../../../../../features/desk/journal-page.tsx";
import { serverApi } from "../../../../../../server-api/caller.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("desk.ledger"))("journalTitle") };
}

export default async function JournalRoute({ params }: { params: Promise<{ journal: string }> }) {
  const { journal } = await params;
  if (!seesCustody(await requireStaff(`/admin/ledger/${journal}`))) notFound();
  return <JournalPage view={await foundOr404((await serverApi()).ledger.journal({ journal }))} />;
}
