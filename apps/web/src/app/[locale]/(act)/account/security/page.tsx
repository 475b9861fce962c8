import { Alert, Stack } from "@amanat/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../../../client/query-key.ts";
import { Devices } from "../../../../../features/account/devices.tsx";
import { Passkeys } from "../../../../../features/account/passkeys.tsx";
import { SignInWays } from "../../../../../features/account/sign-in-ways.tsx";
import { Wallets } from "../../../../../features/account/wallets.tsx";
import { EnteringError } from "../../../../../features/auth/entering-error.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../server-api/me.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";
import { configuredWays } from "../../../../../server-api/ways.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.nav"))("security") };
}

type Props = { searchParams: Promise<{ linked?: string; error?: string }> };

export default async function SecurityPage({ searchParams }: Props) {
  await requireUser("/account/security");
  const [{ linked, error }, t] = await Promise.all([searchParams, getTranslations("account.ways")]);
  const { auth } = await serverApi();
  const [sessions, passkeys, identities] = await Promise.all([auth.sessions({}), auth.passkeys({}), auth.identities({})]);
  return (
    <Prefetched
      answers={[
        { key: queryKey("auth", "sessions", {}), data: sessions },
        { key: queryKey("auth", "passkeys", {}), data: passkeys },
        { key: queryKey("auth", "identities", {}), data: identities },
      ]}
    >
      <Stack gap="lg">
        {linked === undefined ? null : (
          <Alert color="pine" role="status">
            {t("linkedNow")}
          </Alert>
        )}
        {error === undefined ? null : <EnteringError code={error} />}
        <Passkeys />
        <SignInWays ways={configuredWays()} />
        <Wallets />
        <Devices />
      </Stack>
    </Prefetched>
  );
}
