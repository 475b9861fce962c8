/** Behaviour of every page that is not needed to draw it, so it is loaded after the page. */
export { keepFocus } from "./kept-focus.ts";
export { noteZone } from "./own-zone.ts";
