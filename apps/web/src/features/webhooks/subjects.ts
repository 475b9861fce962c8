/** The subjects of events, the most familiar first. Each has its name in `webhooks.subject` of every language. */
export const EVENT_SUBJECTS = [
  "deal",
  "dispute",
  "request",
  "offer",
  "payment",
  "payout",
  "destination",
  "chat",
  "file",
  "dossier",
  "incident",
  "safekeeping",
  "account",
  "user",
  "export",
  "departure",
  "retention",
  "webhook",
] as const;
export type SubjectName = (typeof EVENT_SUBJECTS)[number];

/** The events about a subject, by name. */
export type EventGroup = { subject: SubjectName; types: readonly string[] };

export const allOf = (subject: SubjectName): string => `${subject}.*`;

/** Names single events no longer where all about their subject is named. */
export function withAll(types: readonly string[], { subject }: EventGroup, on: boolean): string[] {
  const others = types.filter((type) => !type.startsWith(`${subject}.`));
  return on ? [...others, allOf(subject)] : others;
}

export function withSingle(types: readonly string[], type: string, on: boolean): string[] {
  const others = types.filter((each) => each !== type);
  return on ? [...others, type] : others;
}
