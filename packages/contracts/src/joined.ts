import { BrokenInvariant } from "./broken-invariant.ts";
/** One object with the members of every object in a union. */
type Together<Union> = {
  [Key in Union extends unknown ? keyof Union : never]: Union extends { readonly [K in Key]: infer Value } ? Value : never;
};
type Under<Parts, Part extends string> = {
  [Name in keyof Parts]: Parts[Name] extends { readonly [K in Part]: infer Value } ? Value : never;
}[keyof Parts];

/** One name of all contexts' words, as one object. */
export type Joined<Parts, Part extends string> = Together<Under<Parts, Part>>;
/** One name of all contexts' words, as one list. */
export type Listed<Parts, Part extends string> = Extract<Under<Parts, Part>, readonly unknown[]>[number];

const under = (parts: Readonly<Record<string, object>>, part: string): object[] =>
  Object.values(parts).flatMap((context) => (part in context ? [(context as Record<string, object>)[part] ?? {}] : []));

/** Joins what each context has under one name into one object. Throws when two contexts have the same key. */
export function joined<Parts extends Readonly<Record<string, object>>, Part extends string>(parts: Parts, part: Part): Joined<Parts, Part> {
  const entries = under(parts, part).flatMap((said) => Object.entries(said));
  const all = Object.fromEntries(entries);
  if (Object.keys(all).length < entries.length) throw new BrokenInvariant(`two contexts name the same under \`${part}\``);
  return all as Joined<Parts, Part>;
}

/** Joins what each context lists under one name. */
export function listed<Parts extends Readonly<Record<string, object>>, Part extends string>(
  parts: Parts,
  part: Part,
): readonly [Listed<Parts, Part>, ...Listed<Parts, Part>[]] {
  return under(parts, part).flat() as unknown as [Listed<Parts, Part>, ...Listed<Parts, Part>[]];
}
