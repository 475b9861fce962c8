export { EICAR } from "./eicar.ts";
export { frames, heic, photo, pixelBomb, png, tiff, zip } from "./pictures.ts";
