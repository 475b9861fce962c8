"use client";

import { AmanatError } from "@amanat/sdk";
import { Alert, Button, Divider, ErrorState, Stack } from "@amanat/ui";
import { IconAlertTriangle, IconBrandGoogle, IconFingerprint, IconWallet } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { lateComponent } from "../../client/late-component.ts";
import { useAction } from "../../client/action.ts";
import { useAmanat } from "../../client/amanat.tsx";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { passkeyProblem, touchPasskey } from "../passkey/ceremony.ts";
import { enter, leaveFor, nextPath, type Outside } from "./session.ts";
import { TelegramButton } from "./telegram-button.tsx";
import type { Ways } from "../../server-api/ways.ts";

const TelegramSignIn = lateComponent(() => import("./telegram-sign-in.tsx"), "TelegramSignIn");
const WalletSignIn = lateComponent(() => import("./wallet-sign-in.tsx"), "WalletSignIn");

/** Every way in beside the password, as far as this installation has it. A first visit by any but a passkey makes an account. */
export function OtherWays({ ways, signingUp = false }: { ways: Ways; signingUp?: boolean }) {
  const t = useTranslations("auth.other");
  const locale = useLocale();
  const back = nextPath(useSearchParams().get("next"), locale);
  const leave = useAction({ mutationFn: (outside: Outside) => leaveFor(outside, back) });
  const wallet = useLateDialog();
  const leaving = (outside: Outside) => (leave.isPending || leave.isSuccess) && leave.variables === outside;
  return (
    <Stack gap="sm">
      <Divider label={t("or")} />
      {leave.isError ? <ErrorState error={leave.error} money="unmentioned" /> : null}
      {signingUp ? null : <PasskeyButton back={back} />}
      {ways.google ? (
        <Button
          variant="default"
          fullWidth
          leftSection={<IconBrandGoogle size={20} aria-hidden />}
          loading={leaving("google")}
          onClick={() => leave.mutate("google")}
        >
          {t("google")}
        </Button>
      ) : null}
      {ways.telegram?.by === "open_id" ? <TelegramButton busy={leaving("telegram")} onClick={() => leave.mutate("telegram")} /> : null}
      {ways.telegram?.by === "widget" ? <TelegramSignIn loginUrl={ways.telegram.loginUrl} back={back} /> : null}
      <Button variant="default" fullWidth leftSection={<IconWallet size={20} aria-hidden />} onClick={wallet.open}>
        {t("wallet")}
      </Button>
      {wallet.wanted ? <WalletSignIn key={wallet.times} back={back} opened={wallet.opened} onClose={wallet.close} /> : null}
    </Stack>
  );
}

function PasskeyButton({ back }: { back: string }) {
  const t = useTranslations("auth");
  const amanat = useAmanat();
  const touch = useAction({
    mutationFn: async () => {
      const { challengeId, options } = await amanat.auth.passkeyChallenge();
      const response = await touchPasskey(options);
      await enter("passkey", { challengeId, response: JSON.stringify(response) });
    },
    onSuccess: () => window.location.assign(back),
  });
  return (
    <>
      {touch.error === null ? null : touch.error instanceof AmanatError ? (
        <ErrorState error={touch.error} money="unmentioned" />
      ) : (
        <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />} role="alert">
          {t(`passkey.problem.${passkeyProblem(touch.error)}`)}
        </Alert>
      )}
      <Button
        variant="default"
        fullWidth
        leftSection={<IconFingerprint size={20} aria-hidden />}
        loading={touch.isPending || touch.isSuccess}
        onClick={() => touch.mutate()}
      >
        {t("other.passkey")}
      </Button>
    </>
  );
}
