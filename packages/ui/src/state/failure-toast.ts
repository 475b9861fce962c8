"use client";

import { notifications } from "@mantine/notifications";
import { useTranslations } from "next-intl";
import { referenceOf, useErrorText } from "./error-text.ts";

/** Shows a failed action as a toast that stays until it is closed; for failures that keep the page as it was. */
export function useFailureToast(): (error: unknown) => void {
  const t = useTranslations("errors");
  const textOf = useErrorText();
  return (error) => {
    const { title, text, failure } = textOf(error);
    const id = referenceOf(failure);
    const reference = id === null ? "" : ` ${t("reference")} ${id}`;
    notifications.show({
      title,
      message: `${text}${reference}`,
      color: "pomegranate",
      autoClose: false,
      withCloseButton: true,
      closeButtonProps: { "aria-label": t("close") },
    });
  };
}

/** Says that something worked; goes away by itself. */
export function useDoneToast(): (message: string) => void {
  const t = useTranslations("errors");
  return (message) => {
    notifications.show({ message, color: "pine", withCloseButton: true, closeButtonProps: { "aria-label": t("close") } });
  };
}
