import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { requireStaff } from "../../../../../../features/admin/staff.ts";
import { RequestPage } from "../../../../../../features/desk/request-page.tsx";
import { serverApi } from "../../../../../../server-api/caller.ts";
import { attempt } from "../../../../../../server-api/failure.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("desk.request"))("title") };
}

export default async function RequestRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireStaff(`/admin/requests/${id}`);
  if (!/^req_[0-9a-f]{32}$/.test(id)) notFound();
  const api = await serverApi();
  const [found, open] = await Promise.all([api.desk.search({ text: id }), attempt(api.marketplace.getRequest({ requestId: id }))]);
  const row = found.subjects.find(({ kind }) => kind === "request");
  if (row === undefined) notFound();
  // Everybody may read a request while it is open; afterwards only its parties may.
  return <RequestPage row={row} description={open.data?.description ?? null} />;
}
