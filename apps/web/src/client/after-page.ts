/** What a page does besides being there; loaded when it is. */
export { keepFocus } from "./kept-focus.ts";
export { joinStream } from "./one-stream.ts";
export { tellZone } from "./own-zone.ts";
