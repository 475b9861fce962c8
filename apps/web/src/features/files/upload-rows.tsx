"use client";

import { formatBytes, formatShare, isolated } from "@amanat/i18n";
import { ActionIcon, Loader, Progress, Text, UserLine } from "@amanat/ui";
import { IconAlertTriangle, IconCircleCheck, IconHourglass, IconRefresh, IconX } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { mayGoBetter } from "./problems.ts";
import classes from "./files.module.css";
import type { Upload } from "./uploads.ts";
import type { Sending } from "./use-uploads.ts";

/** The files on their way, each with what can be done about it. */
export function UploadRows({ sending }: { sending: Sending }) {
  const t = useTranslations("files");
  if (sending.uploads.length === 0) return null;
  return (
    <ul className={classes.rows} aria-label={t("list")}>
      {sending.uploads.map((upload) => (
        <UploadRow key={upload.key} upload={upload} sending={sending} />
      ))}
    </ul>
  );
}

function UploadRow({ upload, sending }: { upload: Upload; sending: Sending }) {
  const t = useTranslations("files");
  const locale = useLocale();
  const { key, content, step, problem, sentBytes } = upload;
  const name = isolated(content.name);
  const isSent = step === "ready" || step === "failed";
  return (
    <li className={classes.row} data-upload={step}>
      <Sign step={step} />
      <div className={classes.what}>
        <Text size="sm" fw={600} component="div" className={classes.name}>
          <UserLine>{content.name}</UserLine>
        </Text>
        <Text size="sm" c={step === "failed" ? "pomegranate" : "dimmed"} component="div" aria-live="polite">
          {problem === null
            ? t(`step.${step === "failed" ? "waiting" : step}`, { size: formatBytes(content.size, locale) })
            : t(`problem.${problem}`)}
        </Text>
        {step === "sending" ? (
          <Progress
            value={(100 * sentBytes) / content.size}
            aria-label={t("progress", { name, share: formatShare(sentBytes, content.size, locale) })}
          />
        ) : null}
      </div>
      {problem !== null && mayGoBetter(problem) ? (
        <ActionIcon aria-label={t("retry", { name })} onClick={() => sending.retry(key)}>
          <IconRefresh size={20} aria-hidden />
        </ActionIcon>
      ) : null}
      <ActionIcon aria-label={t(isSent ? "remove" : "cancel", { name })} onClick={() => sending.drop(key)}>
        <IconX size={20} aria-hidden />
      </ActionIcon>
    </li>
  );
}

function Sign({ step }: Pick<Upload, "step">) {
  if (step === "ready") return <IconCircleCheck size={22} aria-hidden className={classes.good} />;
  if (step === "failed") return <IconAlertTriangle size={22} aria-hidden className={classes.bad} />;
  if (step === "waiting" || step === "held") return <IconHourglass size={22} aria-hidden className={classes.waits} />;
  return <Loader size={22} aria-hidden />;
}
