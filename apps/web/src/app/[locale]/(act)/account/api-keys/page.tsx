import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../../../client/query-key.ts";
import { ApiKeys } from "../../../../../features/account/api-keys.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../server-api/me.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.keys"))("title") };
}

export default async function ApiKeysPage() {
  await requireUser("/account/api-keys");
  const api = await serverApi();
  return (
    <Prefetched answers={[{ key: queryKey("auth", "apiKeys", {}), data: await api.auth.apiKeys({}) }]}>
      <ApiKeys />
    </Prefetched>
  );
}
