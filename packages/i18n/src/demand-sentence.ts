/** What a proof of presence is about, as its reader knows it: an amount in words, a name or an address in short. */
export type DemandParts = { amount: string | null; target: string | null };

/**
 * The one sentence that says what a proof confirms, the same in the mail, in the dialog and in what a wallet signs: the act's
 * own sentence where every part it names is known, else the act and what is known of it.
 */
export function demandSentence({ action, sentence }: { action: string; sentence: string | null }, parts: DemandParts): string {
  const known: Readonly<Record<string, string | null>> = parts;
  const named = [...(sentence ?? "").matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => known[name] ?? null);
  // A part the sentence does not speak of would be left unsaid.
  const said = named.length === [parts.amount, parts.target].filter((part) => part !== null).length && !named.includes(null);
  if (sentence !== null && said) return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? "");
  const what = [parts.amount, parts.target].filter((part) => part !== null).join(" \u2013 ");
  return what === "" ? action : `${action}: ${what}`;
}
