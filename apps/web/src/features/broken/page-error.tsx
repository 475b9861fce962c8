"use client";

import { Button, FailureNote } from "@amanat/ui";
import { IconRefresh } from "@amanat/ui/icons";
import { useBrokenWords } from "../../client/words.tsx";

type Props = { error: Error & { digest?: string }; retry: () => void };

/** A page that could not be rendered. Reading moves no money, so that is said. */
export function PageError({ error: { digest }, retry }: Props) {
  const words = useBrokenWords();
  if (words === null) return null;
  const { label, copy, copied } = words.reference;
  return (
    <FailureNote
      title={words.title}
      text={words.text}
      money={words.money}
      reference={digest === undefined ? null : { id: digest, label, copy, copied }}
    >
      <Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={retry}>
        {words.retry}
      </Button>
      <Button component="a" href={words.home.address} variant="subtle">
        {words.home.label}
      </Button>
    </FailureNote>
  );
}
