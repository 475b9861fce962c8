"use client";

import dynamic from "next/dynamic";
import { type ComponentType, createElement } from "react";
import { late } from "./reach.ts";

/** The components among what a module exports, by their names. */
type Component<Module, Name extends keyof Module> = Module[Name] extends ComponentType<infer Props> ? ComponentType<Props> : never;

/**
 * A dialog, or another part that few visits need: loaded when it is first shown, and asked for again once the server
 * answers. A part in the flow of a page names its height in pixels: without it everything below moves when it comes. What the
 * server renders at once (a page's side, say) takes `dynamic` itself, so that its script comes with the page.
 */
export function lateComponent<Module, Name extends keyof Module>(
  load: () => Promise<Module>,
  name: Name,
  { height }: { height?: number } = {},
): Component<Module, Name> {
  // With a fallback of its own: without one a part that is awaited holds back whatever else would change on the page, such as
  // the word that the server is away, for which it is waiting itself.
  const loading = () => (height === undefined ? null : createElement("div", { style: { height } }));
  return dynamic(async () => (await late(load))[name] as Component<Module, Name>, { loading }) as Component<Module, Name>;
}
