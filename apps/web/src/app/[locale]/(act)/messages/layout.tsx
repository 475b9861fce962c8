import { isLocale } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { MoreWords } from "../../../../client/more-words.tsx";
import { MessagesFrame } from "../../../../features/chat/messages-frame.tsx";
import { serverApi } from "../../../../server-api/caller.ts";
import { requireUser } from "../../../../server-api/me.ts";

/** The pages of conversations carry their own texts, and the list beside each of them. */
export default async function MessagesLayout({ children, params }: { children: ReactNode; params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  await requireUser("/messages");
  const api = await serverApi();
  const [{ chat }, first] = await Promise.all([loadMessages(locale), api.chat.inbox({ limit: 20 })]);
  return (
    <MoreWords words={{ chat }}>
      <MessagesFrame first={first}>{children}</MessagesFrame>
    </MoreWords>
  );
}
