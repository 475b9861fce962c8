"use client";

import type { StepUpBegun, StepUpProof } from "@amanat/contracts";
import { Alert, Button, Stack } from "@amanat/ui";
import { IconAlertTriangle, IconFingerprint } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAction } from "../../client/action.ts";
import { passkeyProblem, touchPasskey } from "../passkey/ceremony.ts";

type Options = NonNullable<StepUpBegun["methods"]["passkey"]>;

/** One touch of a passkey over exactly this demand. */
export function PasskeyProof({ options, onProof }: { options: Options; onProof: (proof: StepUpProof) => void }) {
  const t = useTranslations("auth");
  const touch = useAction({
    mutationFn: () => touchPasskey(options),
    onSuccess: (response) => onProof({ method: "passkey", response }),
  });
  return (
    <Stack gap="sm">
      {touch.isError ? (
        <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />} role="alert">
          {t(`passkey.problem.${passkeyProblem(touch.error)}`)}
        </Alert>
      ) : null}
      <Button
        leftSection={<IconFingerprint size={20} aria-hidden />}
        loading={touch.isPending}
        onClick={() => touch.mutate()}
        data-autofocus
      >
        {t("stepUp.usePasskey")}
      </Button>
    </Stack>
  );
}
