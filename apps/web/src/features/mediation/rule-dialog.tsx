"use client";

import type { CaseView } from "@amanat/contracts";
import { ErrorState, Skeleton, Stack, Text, Title, UserText } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { useDeskMutation } from "../admin/recorded-calls.ts";
import { EffectLines } from "../cases/effect-lines.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { inAssets } from "../cases/shares.ts";
import { divides, type RulingDraft, sanctionsOf, sharesOf } from "./ruling-draft.ts";

type RuleDialogProps = LateDialogProps & {
  view: CaseView;
  draft: RulingDraft;
  /** Of a replacement: until when. */
  until: string | null;
  onGiven: () => void;
};

/** The second step: what the ruling does, posting by posting as the server says it, what follows, and then the proof of presence. */
export function RuleDialog({ view, draft, until, onGiven, opened, onClose }: RuleDialogProps) {
  const t = useTranslations("mediation.rule");
  const words = useTranslations("deal.action");
  const refresh = useRefreshAfter("dispute");
  const { outcome } = draft;
  const shares = sharesOf(draft, view.parts) ?? [];
  const moves = shares.length > 0;
  const preview = useAmanatQuery("disputes", "preview", { caseId: view.id, shares: inAssets(shares, view.parts) }, { enabled: moves });
  const ending = useEnding(onClose)(t("done"), refresh);
  const rule = useDeskMutation("disputes", "rule", {
    ...ending,
    onSuccess: () => {
      onGiven();
      ending.onSuccess();
    },
  });
  if (outcome === null) return null;
  const give = () =>
    rule.mutate({
      caseId: view.id,
      version: view.version,
      outcome,
      sanctions: sanctionsOf(draft),
      reasons: draft.reasons.trim(),
      ...(divides(outcome) ? { shares } : {}),
      ...(until === null ? {} : { until }),
    });
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("confirm")}
      error={rule.error}
      actions={
        <Answers
          onClose={onClose}
          back={words("back")}
          loading={rule.isPending}
          // Nobody rules on what they have not seen.
          disabled={moves && preview.data === undefined}
          onClick={give}
        >
          {t("give")}
        </Answers>
      }
    >
      <Stated draft={draft} />
      <Stack gap="xs">
        <Title order={3} size="h4">
          {t("effect")}
        </Title>
        {!moves ? (
          <EffectLines effect={[]} sides={view} until={until} />
        ) : preview.data === undefined ? (
          preview.error === null ? (
            <Skeleton height={96} />
          ) : (
            <ErrorState error={preview.error} money="none" onRetry={() => void preview.refetch()} />
          )
        ) : (
          <EffectLines effect={preview.data.effect} sides={view} />
        )}
      </Stack>
      <Text fw={600}>{t(view.small ? "followsSmall" : view.round > 0 ? "followsAppeal" : "follows")}</Text>
    </Dialog>
  );
}

function Stated({ draft }: { draft: RulingDraft }) {
  const cases = useTranslations("cases");
  return (
    <Stack gap="xs">
      {draft.outcome === null ? null : <Text fw={700}>{cases(`outcome.${draft.outcome}`)}</Text>}
      {sanctionsOf(draft).map((sanction) => (
        <Text key={sanction}>{cases(`sanction.${sanction}`)}</Text>
      ))}
      <UserText>{draft.reasons.trim()}</UserText>
    </Stack>
  );
}
