"use client";

import { Alert, asFailure, Button, ErrorState, Group, PageHeader, Skeleton, Stack, StepTrack } from "@amanat/ui";
import { IconArrowLeft, IconArrowRight, IconSend } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import dynamic from "next/dynamic";
import { useEffect } from "react";
import { useMe } from "../../client/me.tsx";
import { late } from "../../client/reach.ts";
import { STEPS } from "./form-values.ts";
import { BudgetStep } from "./step-budget.tsx";
import { WhatStep } from "./step-what.tsx";
import { useNewRequest } from "./use-new-request.ts";

const loadDelivery = () => late(() => import("./step-delivery.tsx"));
const loadReview = () => late(() => import("./step-review.tsx"));
// As high as what they stand for, so that the buttons below are where they will be.
const DeliveryStep = dynamic(async () => (await loadDelivery()).DeliveryStep, { loading: () => <Skeleton height={188} radius="md" /> });
const ReviewStep = dynamic(async () => (await loadReview()).ReviewStep, { loading: () => <Skeleton height={520} radius="lg" /> });

/** Four short steps to a published request. */
export function NewRequest() {
  const t = useTranslations("request");
  const { form, step, last, heading, restored, publish, goTo, discard, onward } = useNewRequest();
  // The later steps come while the first is filled in.
  useEffect(() => void Promise.all([loadDelivery(), loadReview()]), []);
  return (
    <Stack gap="lg" maw="46rem" mx="auto">
      <PageHeader title={t("new.title")} lead={t("new.lead")} />
      {restored ? <DraftNotice onDiscard={discard} /> : null}
      <Stack gap="lg" ref={heading} tabIndex={-1} style={{ outline: "none" }}>
        <StepTrack
          label={t("new.steps")}
          steps={STEPS.map(({ key }, index) => ({
            key,
            label: t(`new.step.${key}`),
            state: index < step ? "done" : index === step ? "current" : "next",
          }))}
        />
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            onward();
          }}
        >
          <Stack gap="lg">
            {step === 0 ? <WhatStep form={form} /> : null}
            {step === 1 ? <BudgetStep form={form} /> : null}
            {step === 2 ? <DeliveryStep form={form} /> : null}
            {last ? <ReviewStep form={form.values} onEdit={goTo} /> : null}
            {publish.isError && asFailure(publish.error).code !== "VALIDATION_ERROR" ? <ErrorState error={publish.error} /> : null}
            <StepButtons
              first={step === 0}
              last={last}
              pending={publish.isPending}
              leaving={publish.isPending || publish.isSuccess}
              onBack={() => goTo(step - 1)}
            />
          </Stack>
        </form>
      </Stack>
    </Stack>
  );
}

/** Says that typed text was kept, and lets go of it. */
function DraftNotice({ onDiscard }: { onDiscard: () => void }) {
  const t = useTranslations("request");
  return (
    <Alert color="pine" role="status">
      <Group justify="space-between">
        {t("new.restored")}
        <Button variant="subtle" size="sm" onClick={onDiscard}>
          {t("new.discard")}
        </Button>
      </Group>
    </Alert>
  );
}

type StepButtonsProps = { first: boolean; last: boolean; pending: boolean; leaving: boolean; onBack: () => void };

function StepButtons({ first, last, pending, leaving, onBack }: StepButtonsProps) {
  const t = useTranslations("request");
  const common = useTranslations("common");
  const me = useMe();
  return (
    <Group justify={first ? "flex-end" : "space-between"}>
      {first ? null : (
        <Button variant="default" disabled={pending} onClick={onBack} leftSection={<IconArrowLeft size={18} aria-hidden data-flip />}>
          {common("back")}
        </Button>
      )}
      {last ? (
        <Button type="submit" loading={leaving} leftSection={<IconSend size={18} aria-hidden data-flip />}>
          {me === null ? t("new.publishSignedOut") : t("new.publish")}
        </Button>
      ) : (
        <Button type="submit" rightSection={<IconArrowRight size={18} aria-hidden data-flip />}>
          {t("new.next")}
        </Button>
      )}
    </Group>
  );
}
