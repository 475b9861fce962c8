import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { requireStaff, seesCustody } from "../../../../../../features/admin/staff.ts";
import { foundOr404 } from "../../../../../../features/deal/load.ts";
import { PersonPage } from "../../../../../../features/desk/person-page.tsx";
import { serverApi } from "../../../../../../server-api/caller.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("desk.person"))("title") };
}

export default async function PersonRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id: userId } = await params;
  if (!seesCustody(await requireStaff(`/admin/people/${userId}`))) notFound();
  const person = await foundOr404((await serverApi()).auth.person({ userId }));
  return <PersonPage userId={userId} first={person} />;
}
