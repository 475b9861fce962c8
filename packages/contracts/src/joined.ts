/** One object of all that the members of a union of objects hold. */
type Together<Union> = {
  [Key in Union extends unknown ? keyof Union : never]: Union extends { readonly [K in Key]: infer Value } ? Value : never;
};
type Under<Parts, Part extends string> = {
  [Name in keyof Parts]: Parts[Name] extends { readonly [K in Part]: infer Value } ? Value : never;
}[keyof Parts];

/** What each context says under one name, as one object. */
export type Joined<Parts, Part extends string> = Together<Under<Parts, Part>>;
/** What each context lists under one name. */
export type Listed<Parts, Part extends string> = Extract<Under<Parts, Part>, readonly unknown[]>[number];

const under = (parts: Readonly<Record<string, object>>, part: string): object[] =>
  Object.values(parts).flatMap((context) => (part in context ? [(context as Record<string, object>)[part] ?? {}] : []));

/** What each context says under one name, as one object. Throws where two contexts say the same thing. */
export function joined<Parts extends Readonly<Record<string, object>>, Part extends string>(parts: Parts, part: Part): Joined<Parts, Part> {
  const entries = under(parts, part).flatMap((said) => Object.entries(said));
  const all = Object.fromEntries(entries);
  if (Object.keys(all).length < entries.length) throw new Error(`two contexts name the same under \`${part}\``);
  return all as Joined<Parts, Part>;
}

/** What each context lists under one name, as one list. */
export function listed<Parts extends Readonly<Record<string, object>>, Part extends string>(
  parts: Parts,
  part: Part,
): readonly [Listed<Parts, Part>, ...Listed<Parts, Part>[]] {
  return under(parts, part).flat() as unknown as [Listed<Parts, Part>, ...Listed<Parts, Part>[]];
}
