import { Stack } from "@amanat/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../../client/query-key.ts";
import { Devices } from "../../../../features/account/devices.tsx";
import { serverApi } from "../../../../server-api/caller.ts";
import { requireUser } from "../../../../server-api/me.ts";
import { Prefetched } from "../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.nav"))("security") };
}

export default async function SecurityPage() {
  await requireUser("/account/security");
  const api = await serverApi();
  return (
    <Prefetched answers={[{ key: queryKey("auth", "sessions", {}), data: await api.auth.sessions({}) }]}>
      <Stack gap="lg">
        <Devices />
      </Stack>
    </Prefetched>
  );
}
