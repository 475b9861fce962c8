import { Textarea } from "@amanat/ui";

type Props = {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | null;
  /** Has the focus when its dialog opens. */
  readonly first?: boolean;
};

/** Why an operator does something: required, kept with what is done, and typed in either direction. */
export function ReasonField({ onChange, first = false, ...shown }: Props) {
  return (
    <Textarea
      {...shown}
      required
      onChange={(event) => onChange(event.currentTarget.value)}
      autosize
      minRows={2}
      maxLength={500}
      dir="auto"
      {...(first ? { "data-autofocus": true } : {})}
    />
  );
}
