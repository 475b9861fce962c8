"use client";

export { PageError as default } from "../../../features/broken/page-error.tsx";
