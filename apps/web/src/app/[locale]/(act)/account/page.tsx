import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Overview } from "../../../../features/account/overview.tsx";
import { requireUser } from "../../../../server-api/me.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

export default async function AccountPage() {
  return <Overview now={new Date().toISOString()} me={await requireUser("/account")} />;
}
