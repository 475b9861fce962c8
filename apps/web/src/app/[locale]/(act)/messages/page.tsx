import { EmptyState } from "@amanat/ui";
import { IconMessage } from "@amanat/ui/icons";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireUser } from "../../../../server-api/me.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("chat"))("inbox.title") };
}

/** The list stands in the layout; beside it there is nothing yet. */
export default async function MessagesPage() {
  await requireUser("/messages");
  const t = await getTranslations("chat");
  return (
    <EmptyState icon={IconMessage} title={t("inbox.choose")}>
      {t("inbox.chooseHint")}
    </EmptyState>
  );
}
