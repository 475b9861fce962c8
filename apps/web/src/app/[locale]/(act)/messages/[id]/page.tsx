import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Conversation } from "../../../../../features/chat/conversation.tsx";
import { foundOr404 } from "../../../../../features/deal/load.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../server-api/me.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("chat"))("inbox.title") };
}

export default async function ConversationRoute({ params }: Props) {
  const { id: conversationId } = await params;
  await requireUser(`/messages/${conversationId}`);
  const api = await serverApi();
  const [conversation, page] = await foundOr404(
    Promise.all([api.chat.conversation({ conversationId }), api.chat.messages({ conversationId, limit: 50 })]),
  );
  return <Conversation key={conversation.id} first={conversation} page={page} />;
}
