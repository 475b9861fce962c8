"use client";

import { Button, Group, TextInput } from "@amanat/ui";
import { IconSearch } from "@amanat/ui/icons";
import { type ReactNode, useState } from "react";

type SearchFormProps = {
  readonly label: string;
  /** What its button says. */
  readonly find: string;
  /** The words that are looked for now. A parent gives the form a new key when they change elsewhere. */
  readonly search: string;
  readonly onSearch: (search: string) => void;
  /** `ltr` where only ids and addresses are looked for. */
  readonly dir?: "auto" | "ltr";
  readonly maxLength?: number;
  /** The list's other filters. */
  readonly children: ReactNode;
};

/** The filters of a list: words that are looked for once they are sent, and choices that count at once. */
export function SearchForm({ label, find, search, onSearch, dir = "auto", maxLength = 100, children }: SearchFormProps) {
  const [typed, setTyped] = useState(search);
  return (
    <Group
      component="form"
      align="flex-end"
      gap="sm"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(typed.trim());
      }}
    >
      <TextInput
        label={label}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        dir={dir}
        type="search"
        maxLength={maxLength}
        flex="1 1 14rem"
      />
      {children}
      <Button type="submit" variant="light" leftSection={<IconSearch size={20} aria-hidden />}>
        {find}
      </Button>
    </Group>
  );
}
